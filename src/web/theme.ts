import { type ReadonlySignal, signal } from '@preact/signals';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'vidtoken-theme';
const chosen = signal<Theme>('auto');

/** What was chosen; `auto` follows the system. */
export const theme: ReadonlySignal<Theme> = chosen;

/** Reads the stored choice. Call it before the first drawing. */
export function startTheme(): void {
  const stored = THEMES.find((name) => name === localStorage.getItem(KEY));
  if (stored !== undefined) show(stored);
}

export function chooseTheme(name: Theme): void {
  localStorage.setItem(KEY, name);
  show(name);
}

function show(name: Theme): void {
  chosen.value = name;
  if (name === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
}

import type { LegendEntry } from './colouring.js';
import type { Rgb } from './draw-dots.js';
import { cssColourOf, parseColour } from './series.js';

/** Colours of the present theme, for canvases. */
export interface ThemeColours {
  readonly background: Rgb;
  readonly text: string;
  readonly faint: string;
  readonly accent: string;
  readonly surface: string;
  readonly raised: Rgb;
  /** Colour of each group of a legend, by its key. */
  readonly groups: readonly Rgb[];
  readonly groupTexts: readonly string[];
}

/** What the tokens are inside of an element: a canvas cannot read `var(…)`. */
export function readThemeColours(inside: HTMLElement, legend: readonly LegendEntry[]): ThemeColours {
  const probe = document.createElement('span');
  probe.hidden = true;
  inside.append(probe);
  const read = (colour: string): string => {
    probe.style.color = colour;
    return getComputedStyle(probe).color;
  };
  const groupTexts: string[] = [];
  for (const entry of legend) groupTexts[entry.key] = read(cssColourOf(entry));
  const colours = {
    background: parseColour(read('var(--canvas)')),
    text: read('var(--text)'),
    faint: read('var(--text-faint)'),
    accent: read('var(--accent)'),
    surface: read('var(--surface-raised)'),
    raised: parseColour(read('var(--surface)')),
    groups: Array.from(groupTexts, (text) => parseColour(text ?? '')),
    groupTexts: Array.from(groupTexts, (text) => text ?? ''),
  };
  probe.remove();
  return colours;
}

import { chooseTheme, THEMES, type Theme, theme } from '../theme.js';
import { Button } from '../ui/button.jsx';
import type { IconName } from '../ui/icon.jsx';

const ICONS: Readonly<Record<Theme, IconName>> = { auto: 'auto', light: 'sun', dark: 'moon' };
const NAMES: Readonly<Record<Theme, string>> = { auto: 'as the system', light: 'light', dark: 'dark' };

/** Steps through auto, light and dark. */
export function ThemeSwitch() {
  const now = theme.value;
  const next = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length] ?? 'auto';
  const label = `Theme: ${NAMES[now]}. Change to ${NAMES[next]}`;
  return (
    <Button
      kind="quiet"
      icon={ICONS[now]}
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(next)}
    />
  );
}

import { useEffect, useState } from 'preact/hooks';
import { theme } from '../../theme.js';

/** Changes whenever the colours of the page do: another choice, or another setting of the system. */
export function useThemeVersion(): string {
  const [isSystemDark, setSystemDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const change = () => setSystemDark(system.matches);
    system.addEventListener('change', change);
    return () => system.removeEventListener('change', change);
  }, []);
  return `${theme.value} ${isSystemDark}`;
}

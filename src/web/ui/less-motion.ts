/** Somebody asked the system for less motion: nothing plays by itself. */
export function wantsLessMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

export const SERIES_COLORS = 12;

/** Colour of a group as CSS, the same on every view; null (no group) is faint. Groups past twelve repeat. */
export function seriesColor(group: number | null): string {
  return group === null ? 'var(--line-strong)' : `var(--series-${group % SERIES_COLORS})`;
}

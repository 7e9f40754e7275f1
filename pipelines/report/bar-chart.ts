import { type Html, html } from './html.js';

export interface BarChart {
  /** Unique on the page: lower-case letters and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Of the values. */
  readonly unit: string;
  /** Values of at least 0; the first one is the one that the others are compared with. */
  readonly bars: readonly { readonly name: string; readonly value: number }[];
}

const WIDTH = 460;
const ROW_HEIGHT = 38;
const BAR_HEIGHT = 12;
/** Room for the figure behind the longest bar. */
const LONGEST = 396;

/** Horizontal bars from a common zero, each with its name above and its value behind. */
export function barChart({ id, title, summary, unit, bars }: BarChart): Html {
  const largest = bars.reduce((most, { value }) => Math.max(most, value), 0);
  if (largest === 0) return html``;
  return html`<figure class="chart">
<figcaption>${title} <span class="unit">${unit}</span></figcaption>
<svg viewBox="0 0 ${WIDTH} ${bars.length * ROW_HEIGHT + 2}" role="img" aria-labelledby="${id}-title ${id}-summary">
<title id="${id}-title">${title}, ${unit}</title>
<desc id="${id}-summary">${summary}</desc>
${bars.map(({ name, value }, at) => {
  const top = at * ROW_HEIGHT;
  const length = Math.max(1, (value / largest) * LONGEST);
  return html`<text class="bar-name" x="0" y="${top + 14}">${name}</text>
<rect class="bar ${at === 0 ? 'line-1' : 'bar-other'}" x="0" y="${top + 20}" width="${length.toFixed(1)}" height="${BAR_HEIGHT}" rx="3"/>
<text class="bar-value" x="${(length + 8).toFixed(1)}" y="${top + 30}">${value.toFixed(3)}</text>
`;
})}
</svg>
</figure>`;
}

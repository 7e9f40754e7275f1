import { axisTicks } from './axis-ticks.js';
import { type Html, html } from './html.js';

/** One line; places without a value are left out, and the line goes on behind them. */
export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface LineChart {
  /** Unique on the page: lower-case letters and hyphens. */
  readonly id: string;
  readonly title: string;
  /** What a reader who cannot see the lines should know. */
  readonly summary: string;
  readonly xName: string;
  /** Name and unit of the vertical axis. */
  readonly yName: string;
  readonly series: readonly Series[];
  /** A place on the horizontal axis that is marked, for example the best epoch. */
  readonly mark?: { readonly x: number; readonly label: string };
}

/** Small enough that the figures are still readable when a telephone shows it at its whole width. */
const WIDTH = 460;
const HEIGHT = 250;
const LEFT = 62;
/** Middle of the name of the vertical axis, left of its figures. */
const NAME_LEFT = 10;
const RIGHT = 448;
const TOP = 14;
const BOTTOM = 208;
/** Beyond this, the single points of a line are not marked. */
const MAXIMUM_MARKERS = 40;

/** A figure with its caption, legend and lines, in one inline SVG that needs nothing else than the page's colours. */
export function lineChart(chart: LineChart): Html {
  const points = chart.series.flatMap((series) => series.points);
  if (points.length === 0) return html``;
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [firstX, lastX] = [Math.min(...xs), Math.max(...xs)];
  const ticks = axisTicks({ lowest: Math.min(...ys), highest: Math.max(...ys), count: 4 });
  const [low, high] = [ticks.values[0] as number, ticks.values.at(-1) as number];
  const place: Place = {
    x: (x) =>
      lastX === firstX ? (LEFT + RIGHT) / 2 : LEFT + ((x - firstX) / (lastX - firstX)) * (RIGHT - LEFT),
    y: (y) => BOTTOM - ((y - low) / (high - low)) * (BOTTOM - TOP),
  };
  return html`<figure class="chart">
<figcaption>${chart.title}</figcaption>
${chart.series.length > 1 ? legend(chart.series) : ''}
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${chart.id}-title ${chart.id}-summary">
<title id="${chart.id}-title">${chart.title}</title>
<desc id="${chart.id}-summary">${chart.summary}</desc>
${ticks.values.map((value) => horizontal(place, value, ticks.digits))}
${wholeTicks(firstX, lastX).map((x) => vertical(place, x))}
<text class="axis" x="${(LEFT + RIGHT) / 2}" y="${HEIGHT - 4}" text-anchor="middle">${chart.xName}</text>
<text class="axis" x="${NAME_LEFT}" y="${(TOP + BOTTOM) / 2}" text-anchor="middle" transform="rotate(-90 ${NAME_LEFT} ${(TOP + BOTTOM) / 2})">${chart.yName}</text>
${chart.mark === undefined ? '' : markLine(place, chart.mark)}
${chart.series.map((series, at) => line(place, series, at))}
</svg>
</figure>`;
}

interface Place {
  readonly x: (x: number) => number;
  readonly y: (y: number) => number;
}

function horizontal({ y }: Place, value: number, digits: number): Html {
  const at = fixed(y(value));
  return html`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${at}" y2="${at}"/>
<text class="tick" x="${LEFT - 6}" y="${fixed(y(value) + 4)}" text-anchor="end">${tickText(value, digits)}</text>`;
}

function vertical({ x }: Place, value: number): Html {
  return html`<text class="tick" x="${fixed(x(value))}" y="${BOTTOM + 18}" text-anchor="middle">${value}</text>`;
}

function markLine({ x }: Place, { x: value, label }: NonNullable<LineChart['mark']>): Html {
  const at = x(value);
  const isRight = at > (LEFT + RIGHT) / 2;
  return html`<line class="mark" x1="${fixed(at)}" x2="${fixed(at)}" y1="${TOP}" y2="${BOTTOM}"/>
<text class="mark-label" x="${fixed(at + (isRight ? -5 : 5))}" y="${TOP + 9}" text-anchor="${isRight ? 'end' : 'start'}">${label}</text>`;
}

function line(place: Place, { name, points }: Series, at: number): Html {
  const positions = points.map(({ x, y }) => [fixed(place.x(x)), fixed(place.y(y))]);
  const markers = points.length > MAXIMUM_MARKERS ? [] : points;
  return html`<polyline class="line line-${at + 1}" points="${positions.map((pair) => pair.join(',')).join(' ')}"/>
${markers.map(
  ({ x, y }) =>
    html`<circle class="dot line-${at + 1}" cx="${fixed(place.x(x))}" cy="${fixed(place.y(y))}" r="2.4"><title>${name}, ${x}: ${Number(y.toPrecision(4))}</title></circle>
`,
)}`;
}

function legend(series: readonly Series[]): Html {
  return html`<ul class="legend">${series.map(({ name }, at) => html`<li><span class="swatch line-${at + 1}"></span>${name}</li>`)}</ul>`;
}

/** Whole numbers from the first to the last, about six of them. */
function wholeTicks(first: number, last: number): number[] {
  const { values } = axisTicks({ lowest: first, highest: last, count: 6 });
  return values.filter((value) => Number.isInteger(value) && value >= first && value <= last);
}

function tickText(value: number, digits: number): string {
  const isTiny = value !== 0 && digits > 5;
  return isTiny ? value.toExponential(0) : value.toFixed(digits);
}

function fixed(value: number): string {
  return value.toFixed(1);
}

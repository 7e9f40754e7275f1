import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { axisTicks } from '../../pipelines/report/axis-ticks.js';
import { barChart } from '../../pipelines/report/bar-chart.js';
import { html } from '../../pipelines/report/html.js';
import { lineChart } from '../../pipelines/report/line-chart.js';
import { checkMarkup } from '../support/check-markup.js';

/** The inline SVG of a figure as a file of its own, which a strict XML reader must accept. */
function svgOf(markup: string): Buffer {
  const svg = markup.slice(markup.indexOf('<svg'), markup.indexOf('</svg>') + '</svg>'.length);
  return Buffer.from(svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"'));
}

const chart = {
  id: 'loss',
  title: 'Loss',
  summary: 'It falls.',
  xName: 'epoch',
  yName: 'nats',
  series: [
    {
      name: 'a',
      points: [
        { x: 1, y: 4 },
        { x: 2, y: 2 },
        { x: 3, y: 0 },
      ],
    },
  ],
};

describe('html templates', () => {
  it('escape what is put in, between tags and in attributes, and take other markup as it is', () => {
    const hostile = `<script>alert("1")</script> & 'x'`;
    const { markup } = html`<p title="${hostile}">${hostile} ${html`<b>${1}</b>`} ${['<', html`<i/>`]}</p>`;
    const escaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;';
    expect(markup).toBe(`<p title="${escaped}">${escaped} <b>1</b> &lt;<i/></p>`);
  });

  it('replace control characters and half characters, and keep emoji and line breaks', () => {
    const { markup } = html`${`a\u0000b\u001bc\nd\ud83de😀漢`}`;
    expect(markup).toBe('a\ufffdb\ufffdc\nd\ufffde😀漢');
  });
});

describe('axis ticks', () => {
  it.each([
    [{ lowest: 0.98, highest: 4.43, count: 4 }, [0, 1, 2, 3, 4, 5], 0],
    [{ lowest: 1.93, highest: 2.41, count: 4 }, [1.8, 2, 2.2, 2.4, 2.6], 1],
    [{ lowest: 0, highest: 0.003, count: 4 }, [0, 0.001, 0.002, 0.003], 3],
    [{ lowest: -3, highest: 7, count: 5 }, [-4, -2, 0, 2, 4, 6, 8], 0],
    [{ lowest: 1, highest: 20, count: 6 }, [0, 5, 10, 15, 20], 0],
  ])('of %j are round numbers around all values', (range, values, digits) => {
    expect(axisTicks(range)).toEqual({ values, digits });
  });

  it('are more than one even when there is one value alone', () => {
    for (const value of [0, 3, -2.5, 1e-9, 1e9]) {
      const { values } = axisTicks({ lowest: value, highest: value, count: 4 });
      expect(values.length).toBeGreaterThan(1);
      expect(values[0]).toBeLessThanOrEqual(value);
      expect(values.at(-1)).toBeGreaterThanOrEqual(value);
      expect(values.length).toBeLessThan(12);
    }
  });
});

describe('a line chart', () => {
  it('is well-formed and drawn by a strict reader of SVG', async () => {
    const { markup } = lineChart({ ...chart, mark: { x: 2, label: 'best & <first>' } });
    checkMarkup(markup);
    const { width, height } = await sharp(svgOf(markup)).metadata();
    expect([width, height]).toEqual([460, 250]);
  });

  it('puts values where they belong: evenly from left to right, larger ones higher', () => {
    const line = checkMarkup(lineChart(chart).markup).find(({ name }) => name === 'polyline');
    const points = (line?.attributes.points ?? '').split(' ').map((pair) => pair.split(',').map(Number));
    const [first, middle, last] = points as [number[], number[], number[]];
    // The ticks are 0, 1, 2, 3, 4: the first point is at the top, the last at the bottom, the middle half-way.
    expect(first[1]).toBeLessThan(last[1] as number);
    expect(middle[0]).toBeCloseTo(((first[0] as number) + (last[0] as number)) / 2, 1);
    expect(middle[1]).toBeCloseTo(((first[1] as number) + (last[1] as number)) / 2, 1);
  });

  it('has a title and a summary for those who cannot see it', () => {
    const tags = checkMarkup(lineChart(chart).markup);
    const svg = tags.find(({ name }) => name === 'svg');
    expect(svg?.attributes).toMatchObject({ role: 'img', 'aria-labelledby': 'loss-title loss-summary' });
    const ids = tags.map(({ attributes }) => attributes.id);
    expect(ids).toEqual(expect.arrayContaining(['loss-title', 'loss-summary']));
  });

  it('draws one epoch alone, a constant line, and nothing where nothing was measured', async () => {
    const one = lineChart({ ...chart, series: [{ name: 'a', points: [{ x: 1, y: 3 }] }] });
    const flat = lineChart({
      ...chart,
      series: [{ name: 'a', points: chart.series[0]?.points.map(({ x }) => ({ x, y: 0 })) ?? [] }],
    });
    for (const { markup } of [one, flat]) {
      expect(markup).not.toContain('NaN');
      await sharp(svgOf(markup)).metadata();
    }
    expect(lineChart({ ...chart, series: [{ name: 'a', points: [] }] }).markup).toBe('');
  });
});

describe('a bar chart', () => {
  it('draws bars whose lengths are as their values', async () => {
    const { markup } = barChart({
      id: 'bars',
      title: 'Bars',
      summary: 'Two.',
      unit: 'nats',
      bars: [
        { name: 'half', value: 2 },
        { name: 'whole', value: 4 },
      ],
    });
    const lengths = checkMarkup(markup)
      .filter(({ name }) => name === 'rect')
      .map(({ attributes }) => Number(attributes.width));
    expect(lengths[1]).toBeCloseTo(2 * (lengths[0] as number), 1);
    await sharp(svgOf(markup)).metadata();
  });
});

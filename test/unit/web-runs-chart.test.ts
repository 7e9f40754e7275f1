import { describe, expect, it } from 'vitest';
import { createAxis } from '../../src/web/views/runs/axis.js';
import { chartsOf } from '../../src/web/views/runs/chart-curves.js';
import { layOutCurves, nearestStep, readOut, tableOfCurves } from '../../src/web/views/runs/curve-chart.js';

describe('an axis', () => {
  it('ends at round numbers and has ticks at 1, 2 or 5 times a power of ten', () => {
    const axis = createAxis([0.31, 4.72], { from: 200, to: 0, count: 5 });
    expect(axis.ticks).toEqual([0, 1, 2, 3, 4, 5]);
    expect([axis.toPixel(0), axis.toPixel(5), axis.toValue(100)]).toEqual([200, 0, 2.5]);
  });

  it('has clean ticks for small steps', () => {
    expect(createAxis([0.0001, 0.0029], { from: 0, to: 1, count: 3 }).ticks).toEqual([
      0, 0.001, 0.002, 0.003,
    ]);
  });

  it('ends with the numbers where it shall be tight', () => {
    const axis = createAxis([1, 14], { from: 0, to: 130, count: 6, tight: true });
    expect([axis.least, axis.most]).toEqual([1, 14]);
    expect(axis.ticks).toEqual([5, 10]);
  });

  it('has room around a single number, and is there without any', () => {
    const single = createAxis([3], { from: 0, to: 100, count: 4 });
    expect(single.least).toBeLessThan(3);
    expect(single.most).toBeGreaterThan(3);
    const none = createAxis([], { from: 0, to: 100, count: 2 });
    expect([none.least, none.most]).toEqual([0, 1]);
  });
});

describe('a chart of curves', () => {
  const curves = [
    {
      name: 'loss',
      points: [
        { x: 1, y: 4 },
        { x: 2, y: 2 },
      ],
    },
    { name: 'validation', points: [{ x: 2, y: 3 }] },
  ];
  const layout = { width: 120, height: 70, margin: { left: 10, right: 10, top: 10, bottom: 10 } };

  it('draws each point where the axes say', () => {
    const { paths, steps, y } = layOutCurves(curves, layout);
    expect(y.ticks).toEqual([2, 2.5, 3, 3.5, 4]);
    expect(paths).toEqual(['M10 10L110 60', 'M110 35']);
    expect(steps).toEqual([1, 2]);
  });

  it('reads the values at the nearest step', () => {
    expect(nearestStep([1, 2, 5], 3.4)).toBe(2);
    expect(nearestStep([], 3)).toBeUndefined();
    expect(readOut(curves, 1)).toEqual([4, undefined]);
  });

  it('is a table as well', () => {
    expect(tableOfCurves(curves, 'epoch')).toEqual({
      columns: ['epoch', 'loss', 'validation'],
      rows: [
        [1, 4, null],
        [2, 2, 3],
      ],
    });
  });

  it('puts curves of one unit into one chart, those of another model in the same colour', () => {
    const curve = (name: string, unit: string) => ({ name, unit, points: [{ x: 1, y: 1 }] });
    const charts = chartsOf(
      [curve('train', 'nats'), curve('held out', 'nats'), curve('rate', 'step')],
      [curve('held out', 'nats')],
    );
    expect(
      charts.map(({ unit, lines }) => [
        unit,
        lines.map(({ name, colour, isOther }) => [name, colour, isOther]),
      ]),
    ).toEqual([
      [
        'nats',
        [
          ['train', 0, false],
          ['held out', 1, false],
          ['held out (other model)', 1, true],
        ],
      ],
      ['step', [['rate', 0, false]]],
    ]);
  });
});

import type { SavedEpoch, SavedReport } from '../../models/video-token/read-saved-report.js';
import type { Html } from './html.js';
import { lineChart, type Series } from './line-chart.js';

type Point = Series['points'][number];

/** The course of a run, a chart per kind of figure; what a version of vidtoken did not write down yet has none. */
export function curveCharts({ history, bestEpoch }: SavedReport): Html[] {
  const line = (name: string, figureOf: (row: SavedEpoch) => number | undefined): Series => ({
    name,
    points: history.flatMap((row): Point[] => {
      const y = figureOf(row);
      return y === undefined ? [] : [{ x: row.epoch, y }];
    }),
  });
  const heads = [...new Set(history.flatMap(({ auxiliary }) => Object.keys(auxiliary ?? {})))];
  return [
    lineChart({
      id: 'loss',
      title: 'Cross-entropy',
      summary: lossSummary(history),
      xName: 'epoch',
      yName: 'nats per description token',
      series: [
        line('held-out videos', (row) => row.validationCrossEntropy),
        line('training videos, with dropout', (row) => row.trainCrossEntropy),
      ],
      ...(bestEpoch === undefined ? {} : { mark: { x: bestEpoch, label: 'best epoch' } }),
    }),
    lineChart({
      id: 'heads',
      title: 'Auxiliary heads',
      summary: `Loss of ${heads.join(' and ')} over the epochs of training.`,
      xName: 'epoch',
      yName: 'nats per video',
      series: heads.map((head) => line(head, (row) => row.auxiliary?.[head])),
    }),
    lineChart({
      id: 'learning-rate',
      title: 'Learning rate',
      summary: 'Step size of AdamW at the end of each epoch: a linear rise, then a cosine.',
      xName: 'epoch',
      yName: 'step size',
      series: [line('learning rate', (row) => row.learningRate)],
    }),
    lineChart({
      id: 'gradient-norm',
      title: 'Gradient norm',
      summary: 'Mean common norm of all gradients of each epoch, before clipping.',
      xName: 'epoch',
      yName: 'norm before clipping',
      series: [line('gradient norm', (row) => row.gradientNorm)],
    }),
  ].filter(({ markup }) => markup !== '');
}

function lossSummary(history: readonly SavedEpoch[]): string {
  const values = history.flatMap(({ validationCrossEntropy: value }) => (value === undefined ? [] : [value]));
  const [first] = values;
  const last = values.at(-1);
  if (first === undefined || last === undefined) return 'Cross-entropy over the epochs of training.';
  return `On held-out videos it goes from ${first.toFixed(3)} in the first epoch to ${last.toFixed(3)} in the last; its lowest value is ${Math.min(...values).toFixed(3)}.`;
}

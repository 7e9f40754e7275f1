import type { z } from 'zod';
import type { SavedEpoch, SavedReport } from '../../../models/video-token/read-saved-report.js';
import type { curve } from '../contract/run.js';

type Curve = z.infer<typeof curve>;

/** The course of a training against the epoch; what its version of vidtoken did not write down has no curve. */
export function trainingCurves({ history }: SavedReport): Curve[] {
  const heads = [...new Set(history.flatMap(({ auxiliary }) => Object.keys(auxiliary ?? {})))];
  const line = (name: string, unit: string, figureOf: (row: SavedEpoch) => number | undefined): Curve => ({
    name,
    unit,
    points: history.flatMap((row) => {
      const y = figureOf(row);
      return y === undefined ? [] : [{ x: row.epoch, y }];
    }),
  });
  const perWord = 'nats per description token';
  return [
    line('cross-entropy, held-out videos', perWord, (row) => row.validationCrossEntropy),
    line('cross-entropy, training videos with dropout', perWord, (row) => row.trainCrossEntropy),
    ...heads.map((head) => line(head, 'nats per video', (row) => row.auxiliary?.[head])),
    line('learning rate', 'step size', (row) => row.learningRate),
    line('gradient norm', 'norm before clipping', (row) => row.gradientNorm),
  ].filter(({ points }) => points.length > 0);
}

import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from '../define-kernel.js';
import { nativeProgram } from '../native-program.js';

interface Pairs {
  /** [batch, width] */
  readonly users: TensorInfo;
  /** [batch, width] */
  readonly positives: TensorInfo;
  /** [batch, width] */
  readonly negatives: TensorInfo;
}

/** u·p − u·n of each row. */
const MARGINS = nativeProgram({
  arrays: ['users', 'positives', 'negatives'],
  rowSums: { margins: ['multiply', 'users', ['subtract', 'positives', 'negatives']] },
});

const GRADIENTS = nativeProgram({
  arrays: ['users', 'positives', 'negatives', 'toUsers', 'toPositives', 'toNegatives'],
  rowScalars: ['slopes'],
  scalars: ['upstream', 'minus'],
  values: { slope: ['multiply', 'slopes', 'upstream'], towards: ['multiply', 'users', 'slope'] },
  stores: {
    toUsers: ['multiply', ['subtract', 'positives', 'negatives'], 'slope'],
    toPositives: 'towards',
    toNegatives: ['multiply', 'towards', 'minus'],
  },
});

/** Mean of −ln σ(margin) as a scalar, and its slope along the margin of each row, −σ(−margin) / batch: [batch, 1] */
export const pairRankingKernel = defineKernel<Pairs>(
  'PairRanking',
  (heap, { users, positives, negatives }) => {
    const [rows, count] = users.shape as [number, number];
    const loss = heap.allocate([]);
    const slopes = heap.allocate([rows, 1]);
    const arrays = { users, positives, negatives };
    MARGINS(heap, { rows, count, arrays, perRow: { margins: slopes } });
    const inPlace = heap.values(slopes);
    let sum = 0;
    for (let row = 0; row < rows; row += 1) {
      const margin = inPlace[row] as number;
      const small = Math.exp(-Math.abs(margin));
      sum += Math.max(0, -margin) + Math.log1p(small);
      inPlace[row] = -(margin > 0 ? small : 1) / (1 + small) / rows;
    }
    heap.values(loss)[0] = sum / rows;
    return [loss, slopes];
  },
);

/** Gradients of users, positives and negatives, each number read and written once. */
export const pairRankingGradientKernel = defineKernel<
  Pairs & { readonly slopes: TensorInfo; readonly upstream: TensorInfo }
>('PairRankingGradient', (heap, { users, positives, negatives, slopes, upstream }) => {
  const [rows, count] = users.shape as [number, number];
  const [toUsers, toPositives, toNegatives] = [users, positives, negatives].map(({ shape }) =>
    heap.allocate(shape),
  ) as [TensorInfo, TensorInfo, TensorInfo];
  GRADIENTS(heap, {
    rows,
    count,
    arrays: { users, positives, negatives, toUsers, toPositives, toNegatives },
    perRow: { slopes },
    scalars: { upstream: heap.values(upstream)[0] as number, minus: -1 },
  });
  return [toUsers, toPositives, toNegatives];
});

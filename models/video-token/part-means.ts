import type { VideoBatch } from './video-batch.js';

/**
 * Running mean of the raw tokens, part by part: (1 − momentum) · mean + momentum · mean of the videos of the batch that
 * have the part. A part that no video of the batch has keeps its mean.
 * @param options.raw [videos · dimension] of each part
 * @param options.momentum of each part
 * @returns [tokenDimension]
 */
export function movedMean(
  mean: Float32Array,
  options: {
    readonly batch: VideoBatch;
    readonly raw: readonly Float32Array[];
    readonly momentum: readonly number[];
  },
): Float32Array<ArrayBuffer> {
  const { batch, raw } = options;
  const moved = Float32Array.from(mean);
  for (const [at, { part, present }] of batch.parts.entries()) {
    const count = present.filter(Boolean).length;
    if (count === 0) continue;
    const { start, dimension } = part;
    const momentum = options.momentum[at] as number;
    const rows = raw[at] as Float32Array;
    for (let column = 0; column < dimension; column += 1) {
      const before = mean[start + column] as number;
      moved[start + column] = (1 - momentum) * before;
    }
    const share = momentum / count;
    for (const [video, counts] of present.entries()) {
      if (!counts) continue;
      for (let column = 0; column < dimension; column += 1) {
        const to = start + column;
        moved[to] = (moved[to] as number) + share * (rows[video * dimension + column] as number);
      }
    }
  }
  return moved;
}

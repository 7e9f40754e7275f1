import { concatColumns } from '../../src/tensor/concat-columns.js';
import { plus } from '../../src/tensor/differentiable.js';
import { scaledRows } from '../../src/tensor/scaled-rows.js';
import { type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import { unitRows } from '../../src/tensor/unit-rows.js';
import { partLengths } from './token-parts.js';
import type { VideoBatch } from './video-batch.js';

/**
 * The embedding head: of each part subtract its mean over the training set, then its length in the token. Without
 * centring every token leans towards the common description and cosines lose their range. → [videos, tokenDimension]
 * @param raw what `encodeVideos` gave for the batch
 * @param meanToken [tokenDimension]
 */
export function unitTokens(raw: readonly Tensor2D[], batch: VideoBatch, meanToken: Float32Array): Tensor2D {
  return joinedParts(unitParts(raw, batch, meanToken), batch);
}

/** Each part by itself, centred and of length 1. → [videos, dimension of the part] each */
export function unitParts(
  raw: readonly Tensor2D[],
  batch: VideoBatch,
  meanToken: Float32Array,
): readonly Tensor2D[] {
  return raw.map((rows, at) => {
    const { start = 0, dimension = 0 } = batch.parts[at]?.part ?? {};
    return unitRows(shifted(rows, meanToken.subarray(start, start + dimension)));
  });
}

/** The parts side by side, each with its length in the token; 0 where a video does not have it. */
export function joinedParts(unit: readonly Tensor2D[], batch: VideoBatch): Tensor2D {
  const parts = batch.parts.map(({ part }) => part);
  const [only] = unit;
  if (unit.length === 1 && only !== undefined) return only;
  const lengths = Array.from({ length: batch.videos }, (_, video) =>
    partLengths(
      parts,
      batch.parts.map(({ present }) => present[video] === true),
    ),
  );
  return concatColumns(
    unit.map((rows, at) =>
      scaledRows(
        rows,
        Float32Array.from(lengths, (row) => row[at] as number),
      ),
    ),
  );
}

/** Rows minus one mean row. [n, dimension] → the same shape */
function shifted(rows: Tensor2D, mean: Float32Array): Tensor2D {
  const values = new Float32Array(rows.size);
  for (let index = 0; index < values.length; index += 1)
    values[index] = -(mean[index % mean.length] as number);
  return plus(rows, tensor2d(values, rows.shape));
}

import { type Tensor3D, tensor3d } from '@tensorflow/tfjs-core';

/** Added to the score of a key that must not be seen: its weight becomes exactly 0 in float32. */
const HIDDEN = -1e9;

/** Row t sees the keys 0…t. → [1, length, length] */
export function causalMask(length: number): Tensor3D {
  const values = new Float32Array(length * length);
  for (let row = 0; row < length; row += 1) values.fill(HIDDEN, row * length + row + 1, (row + 1) * length);
  return tensor3d(values, [1, length, length]);
}

/**
 * Absent keys are hidden from every row of their sequence. → [batch · heads, 1, length]
 * At least one key of each sequence must be present.
 */
export function paddingMask(options: {
  /** [batch · length], 1 where a row is real and 0 where it is padding */
  readonly present: Uint8Array;
  readonly length: number;
  readonly heads: number;
}): Tensor3D {
  const { present, length, heads } = options;
  const batch = present.length / length;
  const values = new Float32Array(batch * heads * length);
  for (let index = 0; index < values.length; index += 1) {
    const sequence = Math.floor(index / (heads * length));
    values[index] = present[sequence * length + (index % length)] === 1 ? 0 : HIDDEN;
  }
  return tensor3d(values, [batch * heads, 1, length]);
}

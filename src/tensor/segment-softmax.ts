import {
  concat,
  fill,
  mul,
  reshape,
  softmax,
  sub,
  type Tensor2D,
  type Tensor3D,
  transpose,
} from '@tensorflow/tfjs-core';
import { gatherRows, scatterAddRows } from './gather-rows.js';
import { kept, withGradient } from './with-gradient.js';

/** A logit whose share is 0 beside any other. */
const ABSENT = -1e30;

/**
 * Softmax of each column over the rows of each segment, with the closed-form gradient. [n, heads] → [n, heads]
 * @param starts [segments + 1] ascending, from 0 to n: segment s is the rows starts[s] … starts[s + 1] − 1
 */
export function segmentSoftmax(logits: Tensor2D, starts: Int32Array): Tensor2D {
  const segments = starts.length - 1;
  const owners = new Int32Array(logits.shape[0]);
  for (let segment = 0; segment < segments; segment += 1) {
    owners.fill(segment, starts[segment], starts[segment + 1]);
  }
  return withGradient([logits] as const, (logits) => {
    const shares = padded(logits, starts, owners);
    return {
      value: shares,
      keep: [shares],
      gradient: (upstream, tensors) => {
        const p = kept<Tensor2D>(tensors, 0);
        const weighed = mul(upstream, p) as Tensor2D; // [n, heads]
        const inner = gatherRows(scatterAddRows(weighed, owners, segments), owners); // Σ g·p of the own segment
        return [mul(p, sub(upstream, inner))];
      },
    };
  });
}

/** By segments of one length, filled up with logits that get nothing. */
function padded(logits: Tensor2D, starts: Int32Array, owners: Int32Array): Tensor2D {
  const [count, heads] = logits.shape;
  const segments = starts.length - 1;
  const start = (segment: number): number => starts[segment] as number;
  const length = owners.reduce((longest, owner) => Math.max(longest, start(owner + 1) - start(owner)), 0);
  const places = owners.map((owner, row) => owner * length + row - start(owner)); // [n]
  const sources = new Int32Array(segments * length).fill(count);
  for (const [row, place] of places.entries()) sources[place] = row;
  const withAbsent = concat([logits, fill([1, heads], ABSENT)], 0) as Tensor2D; // [n + 1, heads]
  const pages = reshape(gatherRows(withAbsent, sources), [segments, length, heads]) as Tensor3D;
  const shares = transpose(softmax(transpose(pages, [0, 2, 1])), [0, 2, 1]);
  return gatherRows(reshape(shares, [segments * length, heads]) as Tensor2D, places); // [n, heads]
}

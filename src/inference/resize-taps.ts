/** For each output place: where its inputs begin, and their shares (sum 1), `tapCount` places apart. */
export interface ResizeTaps {
  readonly tapCount: number;
  readonly firstInput: Int32Array;
  /** [outputs, tapCount]; unused taps are 0. */
  readonly shares: Float32Array;
}

/**
 * Bilinear resizing along one axis, pixel centres at ½: a triangle over the inputs, as wide as an output pixel
 * where the picture shrinks, so that nothing is skipped (the `BILINEAR` filter of Pillow, which the preprocessors
 * of image models are defined by).
 *
 * @param options.from first output place @param options.count output places from there
 */
export function resizeTaps(options: {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly from: number;
  readonly count: number;
}): ResizeTaps {
  const { inputSize, outputSize, from, count } = options;
  const scale = inputSize / outputSize;
  const support = Math.max(1, scale);
  const tapCount = Math.ceil(support) * 2 + 1;
  const firstInput = new Int32Array(count);
  const shares = new Float32Array(count * tapCount);
  for (let output = 0; output < count; output += 1) {
    const centre = (from + output + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - support + 0.5));
    const end = Math.min(inputSize, Math.floor(centre + support + 0.5));
    const weights = Array.from({ length: end - first }, (_, tap) =>
      Math.max(0, 1 - Math.abs((first + tap - centre + 0.5) / support)),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    firstInput[output] = first;
    for (const [tap, weight] of weights.entries()) shares[output * tapCount + tap] = weight / total;
  }
  return { tapCount, firstInput, shares };
}

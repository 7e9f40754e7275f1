/** Orthonormal DCT-II, cut after the first coefficients. */
export interface CosineTransform {
  readonly inputSize: number;
  readonly coefficientCount: number;
  /** @param input [inputSize] @returns [coefficientCount] */
  apply(input: ArrayLike<number>): Float32Array;
}

/** X[k] = s(k)·Σₙ x[n]·cos(π·(n + ½)·k / N), s(0) = √(1/N), else √(2/N). */
export function cosineTransform(inputSize: number, coefficientCount: number): CosineTransform {
  const table = new Float64Array(coefficientCount * inputSize);
  for (let k = 0; k < coefficientCount; k += 1) {
    const scale = Math.sqrt((k === 0 ? 1 : 2) / inputSize);
    for (let n = 0; n < inputSize; n += 1) {
      table[k * inputSize + n] = scale * Math.cos((Math.PI * (n + 0.5) * k) / inputSize);
    }
  }
  return {
    inputSize,
    coefficientCount,
    apply(input) {
      const output = new Float32Array(coefficientCount);
      for (let k = 0; k < coefficientCount; k += 1) {
        let sum = 0;
        for (let n = 0; n < inputSize; n += 1) {
          sum += (table[k * inputSize + n] as number) * (input[n] as number);
        }
        output[k] = sum;
      }
      return output;
    },
  };
}

/** What a raw vector goes through before it is compared: (x − mean) · scale, [dimension] each. */
export interface Standardisation {
  readonly mean: Float32Array;
  readonly scale: Float32Array;
}

/** A deviation below this share of the mean is rounding, not variation. */
const RELATIVE_NOISE = 1e-6;
const ABSOLUTE_NOISE = 1e-12;

/**
 * Running mean and variance per dimension over vectors that come one at a time (Welford 1962).
 * Dimensions may be observed a block at a time: a video without sound says nothing about the sound block.
 */
export class MomentAccumulator {
  readonly #counts: Float64Array;
  readonly #means: Float64Array;
  readonly #squares: Float64Array;

  constructor(dimension: number) {
    this.#counts = new Float64Array(dimension);
    this.#means = new Float64Array(dimension);
    this.#squares = new Float64Array(dimension);
  }

  /** Adds one observation of the dimensions `offset … offset + values.length − 1`. */
  add(values: ArrayLike<number>, offset = 0): void {
    for (let index = 0; index < values.length; index += 1) {
      const at = offset + index;
      const value = values[index] as number;
      const count = (this.#counts[at] as number) + 1;
      const before = value - (this.#means[at] as number);
      const mean = (this.#means[at] as number) + before / count;
      this.#counts[at] = count;
      this.#means[at] = mean;
      this.#squares[at] = (this.#squares[at] as number) + before * (value - mean);
    }
  }

  /**
   * Mean and inverse standard deviation (population). A dimension that never varied, or was never observed,
   * gets scale 0: nothing was learned about it, so it must not decide a distance later.
   */
  standardisation(): Standardisation {
    const dimension = this.#means.length;
    const scale = new Float32Array(dimension);
    for (let index = 0; index < dimension; index += 1) {
      const count = this.#counts[index] as number;
      const deviation = count === 0 ? 0 : Math.sqrt((this.#squares[index] as number) / count);
      const noise = Math.max(ABSOLUTE_NOISE, RELATIVE_NOISE * Math.abs(this.#means[index] as number));
      scale[index] = deviation > noise ? 1 / deviation : 0;
    }
    return { mean: Float32Array.from(this.#means), scale };
  }
}

/**
 * Writes (x − mean) · scale of one vector, or of one block of it that starts at dimension `offset`,
 * to `target` at `targetOffset`.
 */
export function standardise(options: {
  readonly vector: ArrayLike<number>;
  readonly by: Standardisation;
  readonly offset: number;
  readonly target: Float32Array;
  readonly targetOffset: number;
}): void {
  const { vector, by, offset, target, targetOffset } = options;
  for (let index = 0; index < vector.length; index += 1) {
    const at = offset + index;
    const deviation = (vector[index] as number) - (by.mean[at] as number);
    target[targetOffset + index] = deviation * (by.scale[at] as number);
  }
}

import type { Random } from '../../src/math/random.js';
import type { ParameterSpec } from '../../src/tensor/parameters.js';

export const EMBEDDING_DEVIATION = 0.02;

/** Collects the trainable tensors of a model by name, with their random start. */
export interface ParameterBuilder {
  readonly specs: ReadonlyMap<string, ParameterSpec>;
  /** A matrix [rows, columns] that weight decay pulls on. */
  matrix(name: string, shape: readonly [number, number], deviation: number): void;
  /** A table [rows, width] without weight decay. */
  embedding(name: string, shape: readonly [rows: number, width: number], deviation?: number): void;
  /** `<name>/gain` of ones and `<name>/bias` of zeros, [width] each. */
  norm(name: string, width: number): void;
  /** `<name>/weight` [from, to] with deviation 1/√from, and `<name>/bias` [to] of zeros. */
  linear(
    name: string,
    shape: readonly [from: number, to: number],
    start?: { readonly deviation?: number; readonly bias?: Float32Array | undefined },
  ): void;
  /** A pre-norm transformer layer. `layers`: how many of them write into the same residual stream. */
  block(
    name: string,
    shape: { readonly width: number; readonly hidden: number; readonly layers: number },
  ): void;
  /** A pre-norm feed-forward layer. `writers`: how many layers write into the same residual stream. */
  feedForward(
    name: string,
    shape: { readonly width: number; readonly hidden: number; readonly writers: number },
  ): void;
}

/**
 * Matrices start normal with deviation 1/√(inputs); those that write into the residual stream are divided by the root
 * of their number (Radford et al. 2019), embeddings start at 0.02, biases at 0.
 */
export function createParameterBuilder(random: Random): ParameterBuilder {
  const specs = new Map<string, ParameterSpec>();
  const normal = (
    name: string,
    [rows, columns]: readonly [number, number],
    start: { readonly deviation: number; readonly decays: boolean },
  ): void => {
    const initial = Float32Array.from({ length: rows * columns }, () => start.deviation * random.normal());
    specs.set(name, { shape: [rows, columns], initial, decays: start.decays });
  };
  const vector = (name: string, initial: Float32Array): void => {
    specs.set(name, { shape: [initial.length], initial, decays: false });
  };
  const builder: ParameterBuilder = {
    specs,
    matrix: (name, shape, deviation) => normal(name, shape, { deviation, decays: true }),
    embedding: (name, shape, deviation = EMBEDDING_DEVIATION) =>
      normal(name, shape, { deviation, decays: false }),
    norm(name, width) {
      vector(`${name}/gain`, new Float32Array(width).fill(1));
      vector(`${name}/bias`, new Float32Array(width));
    },
    linear(name, [from, to], start = {}) {
      builder.matrix(`${name}/weight`, [from, to], start.deviation ?? 1 / Math.sqrt(from));
      vector(`${name}/bias`, start.bias ?? new Float32Array(to));
    },
    block(name, { width, hidden, layers }) {
      const writers = 2 * layers;
      builder.norm(`${name}/attention-norm`, width);
      builder.linear(`${name}/attention-in`, [width, 3 * width]); // queries, keys, values
      builder.linear(`${name}/attention-out`, [width, width], { deviation: 1 / Math.sqrt(writers * width) });
      builder.feedForward(name, { width, hidden, writers });
    },
    feedForward(name, { width, hidden, writers }) {
      builder.norm(`${name}/feed-norm`, width);
      builder.linear(`${name}/feed-in`, [width, hidden]);
      builder.linear(`${name}/feed-out`, [hidden, width], { deviation: 1 / Math.sqrt(writers * hidden) });
    },
  };
  return builder;
}

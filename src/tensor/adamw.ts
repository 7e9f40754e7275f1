import { add, div, mul, sqrt, square, sub, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { HostTensor } from './checkpoint.js';
import { type ParameterSpec, Parameters } from './parameters.js';

export interface AdamWOptions {
  /** Share of the old mean gradient that is kept at each step. */
  readonly beta1: number;
  /** Share of the old mean squared gradient that is kept at each step. */
  readonly beta2: number;
  /** Keeps the quotient finite where the gradient is zero. */
  readonly epsilon: number;
  /** Share of a decaying weight that is removed per step and unit of learning rate. */
  readonly weightDecay: number;
}

/**
 * AdamW (Loshchilov and Hutter 2019): Adam with weight decay outside of the moments, so that the decay does
 * not depend on the size of the gradients. Owns the two moments of every parameter.
 */
export class AdamW {
  readonly #options: AdamWOptions;
  readonly #parameters: Parameters;
  readonly #moments: Parameters;
  #step = 0;

  constructor(parameters: Parameters, options: AdamWOptions) {
    this.#parameters = parameters;
    this.#options = options;
    const specs = new Map<string, ParameterSpec>();
    for (const name of parameters.names) {
      const { shape, size } = parameters.variable(name);
      for (const moment of [meanName(name), squareName(name)]) {
        specs.set(moment, { shape, initial: new Float32Array(size), decays: false });
      }
    }
    this.#moments = new Parameters(specs);
  }

  /** Steps taken so far. */
  get step(): number {
    return this.#step;
  }

  /**
   * One update. `scale` multiplies every gradient first (clipping).
   * A parameter without a gradient in this step keeps its value and moments.
   */
  update(options: {
    readonly gradients: ReadonlyMap<string, Tensor>;
    readonly learningRate: number;
    readonly scale: number;
  }): void {
    this.#step += 1;
    const { beta1, beta2, epsilon, weightDecay } = this.#options;
    const meanCorrection = 1 - beta1 ** this.#step;
    const squareCorrection = Math.sqrt(1 - beta2 ** this.#step);
    for (const [name, raw] of options.gradients) {
      tidy(() => {
        const weight = this.#parameters.variable(name);
        const gradient = mul(raw, options.scale);
        const mean = blend(this.#moments.variable(meanName(name)), gradient, beta1);
        const squared = blend(this.#moments.variable(squareName(name)), square(gradient), beta2);
        const scale = add(div(sqrt(squared), squareCorrection), epsilon);
        const change = mul(div(mean, scale), options.learningRate / meanCorrection);
        const decay = this.#parameters.decays(name) ? 1 - options.learningRate * weightDecay : 1;
        weight.assign(sub(decay === 1 ? weight : mul(weight, decay), change));
      });
    }
  }

  /** Moments on the host, for a checkpoint. */
  export(): Map<string, HostTensor> {
    return this.#moments.export();
  }

  /** @throws VidtokenError `checkpoint-invalid` */
  import(tensors: ReadonlyMap<string, HostTensor>, step: number): void {
    this.#moments.import(tensors);
    this.#step = step;
  }

  dispose(): void {
    this.#moments.dispose();
  }
}

function meanName(name: string): string {
  return `adam-mean/${name}`;
}

function squareName(name: string): string {
  return `adam-square/${name}`;
}

/** moment ← share · moment + (1 − share) · value, and the new moment. */
function blend(moment: Variable, value: Tensor, share: number): Tensor {
  moment.assign(add(mul(moment, share), mul(value, 1 - share)));
  return moment;
}

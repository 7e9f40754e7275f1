import { add, div, mul, sqrt, square, sub, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { AdamWStep } from './adamw-step.js';
import type { HostTensor } from './checkpoint.js';
import { fused, hasFused } from './fused-kernel.js';
import { ownMemory } from './own-memory.js';
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
    /** Factor of the learning rate of a parameter by name; 1 for all when absent. */
    readonly rateFactor?: ((name: string) => number) | undefined;
  }): void {
    this.#step += 1;
    const { beta1, beta2, epsilon, weightDecay } = this.#options;
    const meanCorrection = 1 - beta1 ** this.#step;
    const squareCorrection = Math.sqrt(1 - beta2 ** this.#step);
    for (const [name, gradient] of options.gradients) {
      const learningRate = options.learningRate * (options.rateFactor?.(name) ?? 1);
      const decay = this.#parameters.decays(name) ? learningRate * weightDecay : 0;
      updateVariable(
        {
          weight: this.#parameters.variable(name),
          mean: this.#moments.variable(meanName(name)),
          squared: this.#moments.variable(squareName(name)),
          gradient,
        },
        {
          beta1,
          beta2,
          epsilon,
          rate: learningRate / meanCorrection,
          squareCorrection: 1 / squareCorrection,
          retained: 1 - decay,
          scale: options.scale,
        },
      );
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

interface Updated {
  readonly weight: Variable;
  readonly mean: Variable;
  readonly squared: Variable;
  readonly gradient: Tensor;
}

/** In one pass where the backend has it fused, else operation by operation. */
function updateVariable(tensors: Updated, step: AdamWStep): void {
  const { weight, mean, squared } = tensors;
  if (hasFused('AdamWUpdate')) {
    for (const written of [weight, mean, squared]) ownMemory(written);
    fused('AdamWUpdate', { ...tensors }, { ...step });
    return;
  }
  tidy(() => {
    const gradient = mul(tensors.gradient, step.scale);
    mean.assign(add(mul(mean, step.beta1), mul(gradient, 1 - step.beta1)));
    squared.assign(add(mul(squared, step.beta2), mul(square(gradient), 1 - step.beta2)));
    const scale = add(mul(sqrt(squared), step.squareCorrection), step.epsilon);
    const change = mul(div(mean, scale), step.rate);
    weight.assign(sub(step.retained === 1 ? weight : mul(weight, step.retained), change));
  });
}

import { dispose, type Tensor, tensor, type Variable, variable } from '@tensorflow/tfjs-core';
import { VidtokenError } from '../core/errors.js';
import type { HostTensor } from './checkpoint.js';

/** Shape, start and role of one trainable tensor. */
export interface ParameterSpec {
  readonly shape: readonly number[];
  /** [product of shape] start values. */
  readonly initial: Float32Array;
  /** Weight decay pulls matrices towards zero; biases, gains and embeddings are left alone. */
  readonly decays: boolean;
}

/** Owns the trainable tensors of one model, by name. */
export class Parameters {
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #decaying: ReadonlySet<string>;

  constructor(specs: ReadonlyMap<string, ParameterSpec>) {
    const entries = [...specs].map(([name, { initial, shape }]): [string, Variable] => {
      const start = tensor(initial, [...shape]);
      const own = variable(start);
      dispose(start);
      return [name, own];
    });
    this.#variables = new Map(entries);
    this.#decaying = new Set([...specs].filter(([, spec]) => spec.decays).map(([name]) => name));
  }

  get names(): string[] {
    return [...this.#variables.keys()];
  }

  decays(name: string): boolean {
    return this.#decaying.has(name);
  }

  variable(name: string): Variable {
    const found = this.#variables.get(name);
    if (found === undefined) throw new RangeError(`There is no parameter "${name}".`);
    return found;
  }

  /** A parameter as an operand of the expected rank. */
  get<Kind extends Tensor>(name: string): Kind {
    return this.variable(name) as Tensor as Kind;
  }

  /** Copies of all values on the host. */
  export(): Map<string, HostTensor> {
    const entries = [...this.#variables].map(([name, own]): [string, HostTensor] => [
      name,
      { shape: own.shape, values: own.dataSync<'float32'>().slice() },
    ]);
    return new Map(entries);
  }

  /** @throws VidtokenError `checkpoint-invalid` when a parameter is missing or has another shape. */
  import(tensors: ReadonlyMap<string, HostTensor>): void {
    for (const [name, own] of this.#variables) {
      const source = tensors.get(name);
      if (source?.shape.join() !== own.shape.join()) {
        throw new VidtokenError({
          code: 'checkpoint-invalid',
          message: `Parameter "${name}" should have shape [${own.shape.join()}] but the file has ${source === undefined ? 'none' : `[${source.shape.join()}]`}.`,
          hint: 'The weights belong to another configuration: train again without `--resume`.',
        });
      }
      const values = tensor(source.values, [...source.shape]);
      own.assign(values);
      dispose(values);
    }
  }

  dispose(): void {
    for (const own of this.#variables.values()) own.dispose();
  }
}

import { add, mul, tidy } from '@tensorflow/tfjs-core';
import type { HostTensor } from './checkpoint.js';
import { type ParameterSpec, Parameters } from './parameters.js';

const PREFIX = 'average/';

/**
 * Exponential moving average of the weights of a model (Polyak and Juditsky 1992): its noise is that of many steps
 * together, and it often generalises better than the weights of the last one. Owns its copy of every parameter.
 */
export class MovingAverage {
  /** The averaged weights under the names of the averaged model, to compute with. */
  readonly parameters: Parameters;
  readonly #source: Parameters;
  readonly #decay: number;

  /** @param decay share of the old average that is kept at each step, 0 … below 1 */
  constructor(source: Parameters, decay: number) {
    const specs = [...source.export()].map(([name, { shape, values }]): [string, ParameterSpec] => [
      name,
      { shape, initial: values, decays: false },
    ]);
    this.parameters = new Parameters(new Map(specs));
    this.#source = source;
    this.#decay = decay;
  }

  /**
   * Moves the average towards the weights after a step. Early on it forgets faster, (1 + step) / (10 + step), so that
   * the random start does not linger. @param step first step is 1
   */
  update(step: number): void {
    const decay = Math.min(this.#decay, (1 + step) / (10 + step));
    for (const name of this.parameters.names) {
      tidy(() => {
        const average = this.parameters.variable(name);
        average.assign(add(mul(average, decay), mul(this.#source.variable(name), 1 - decay)));
      });
    }
  }

  /** Averages on the host, for a checkpoint. */
  export(): Map<string, HostTensor> {
    return new Map([...this.parameters.export()].map(([name, values]) => [`${PREFIX}${name}`, values]));
  }

  /** @throws VidtokenError `checkpoint-invalid` */
  import(tensors: ReadonlyMap<string, HostTensor>): void {
    const own = [...tensors].filter(([name]) => name.startsWith(PREFIX));
    this.parameters.import(new Map(own.map(([name, values]) => [name.slice(PREFIX.length), values])));
  }

  dispose(): void {
    this.parameters.dispose();
  }
}

import type { Random } from '../../src/math/random.js';
import { leakyRelu } from '../../src/tensor/activation.js';
import { addTensors } from '../../src/tensor/add-tensors.js';
import type { ParameterSpec, Parameters } from '../../src/tensor/parameters.js';
import { product } from '../../src/tensor/product.js';
import type { Tensor2D } from '../../src/tensor/tensor.js';
import { xavierUniform } from '../pairwise/initial-table.js';

/** W_1 [content width, width] and W_2 [width, width] of one modality. */
export function preferenceSpecs(options: {
  readonly modality: string;
  readonly contentWidth: number;
  readonly width: number;
  /** Factor of the start of W_2. */
  readonly scale: number;
  readonly random: Random;
}): [string, ParameterSpec][] {
  const { modality, contentWidth, width, scale, random } = options;
  const second = xavierUniform([width, width], random);
  return [
    [`preference/${modality}/first`, xavierUniform([contentWidth, width], random)],
    [`preference/${modality}/second`, { ...second, initial: second.initial.map((value) => value * scale) }],
  ];
}

/**
 * p̂^m = LeakyReLU(W_2 LeakyReLU(W_1 · mean)) + e_u (eqs. 10 and 11); e_u where nothing of the modality is known.
 * @param options.means [n, content width] mean features of the users' items
 * @param options.ids [n, width] e_u
 * @returns [n, width]
 */
export function modalPreference(
  parameters: Parameters,
  options: { readonly modality: string; readonly means: Tensor2D; readonly ids: Tensor2D },
): Tensor2D {
  const { modality, means, ids } = options;
  const first = parameters.get<Tensor2D>(`preference/${modality}/first`);
  const second = parameters.get<Tensor2D>(`preference/${modality}/second`);
  const preference = leakyRelu(product(means, first)); // [n, content width] · [content width, width]
  return addTensors([leakyRelu(product(preference, second)), ids]);
}

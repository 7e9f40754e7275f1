import type { Random } from '../../src/math/random.js';
import { tanh } from '../../src/tensor/activation.js';
import { addTensors } from '../../src/tensor/add-tensors.js';
import { concatColumns } from '../../src/tensor/concat-columns.js';
import { mixRows } from '../../src/tensor/mix-rows.js';
import type { ParameterSpec, Parameters } from '../../src/tensor/parameters.js';
import { linear, product } from '../../src/tensor/product.js';
import { rowSoftmax } from '../../src/tensor/row-softmax.js';
import type { Tensor1D, Tensor2D } from '../../src/tensor/tensor.js';
import { xavierUniform } from '../pairwise/initial-table.js';
import type { LudpConfig } from './config.js';

/** How the parts of several modalities become one; each side of the model has one, with weights of its own. */
export interface Fusion {
  readonly specs: readonly (readonly [string, ParameterSpec])[];
  /** [n, width] for each modality → [n, width] */
  fuse(parameters: Parameters, parts: readonly Tensor2D[], absent?: Tensor2D): Tensor2D;
  /** Share of each modality in each row: [n, modalities]; absent where shares are not learned. */
  readonly shares?: (parameters: Parameters, parts: readonly Tensor2D[], absent?: Tensor2D) => Tensor2D;
}

export interface FusionOptions {
  /** First part of the names of its parameters. */
  readonly name: 'item-fusion' | 'user-fusion';
  /** In the order of the parts. */
  readonly modalities: readonly string[];
  readonly width: number;
  readonly random: Random;
}

/** Figure 5 of the paper. With one modality, attention and sum are that modality itself. */
export function modalityFusion(kind: LudpConfig['fusion'], options: FusionOptions): Fusion {
  if (kind === 'concat') return concatFusion(options);
  if (kind === 'sum' || options.modalities.length <= 1) {
    return { specs: [], fuse: (_, parts) => addTensors(parts) };
  }
  return attentionFusion(options);
}

/**
 * w^m = qᵀ tanh(W_m h^m + b), its softmax over the modalities, and Σ α^m h^m (eqs. 6 to 8, and 12). `absent` is added to
 * w, [n, modalities]: very negative where a row has no such modality, so that the others share its part.
 */
function attentionFusion({ name, modalities, width, random }: FusionOptions): Fusion {
  const weightOf = (modality: string): string => `${name}/weight-${modality}`;
  const shares: Fusion['shares'] = (parameters, parts, absent) => {
    const bias = parameters.get<Tensor1D>(`${name}/bias`);
    const query = parameters.get<Tensor2D>(`${name}/query`);
    const logits = parts.map((input, at) => {
      const weight = parameters.get<Tensor2D>(weightOf(modalities[at] as string));
      return product(tanh(linear({ input, weight, bias })), query); // [n, width] · [width, 1]
    });
    const all = concatColumns(logits); // [n, modalities]
    return rowSoftmax(absent === undefined ? all : addTensors([all, absent]));
  };
  return {
    specs: [
      ...modalities.map((modality) => [weightOf(modality), xavierUniform([width, width], random)] as const),
      [`${name}/bias`, zeros(width)],
      [`${name}/query`, xavierUniform([width, 1], random)],
    ],
    shares,
    fuse: (parameters, parts, absent) => mixRows(shares(parameters, parts, absent), parts),
  };
}

/** All modalities side by side through one fully connected layer, which starts as their mean. */
function concatFusion({ name, modalities, width }: FusionOptions): Fusion {
  return {
    specs: [
      [`${name}/layer`, stackedIdentities(modalities.length, width)],
      [`${name}/bias`, zeros(width)],
    ],
    fuse: (parameters, parts) =>
      linear({
        input: concatColumns(parts), // [n, modalities · width]
        weight: parameters.get<Tensor2D>(`${name}/layer`),
        bias: parameters.get<Tensor1D>(`${name}/bias`),
      }),
  };
}

/** [count · width, width] */
function stackedIdentities(count: number, width: number): ParameterSpec {
  const initial = new Float32Array(count * width * width);
  for (let row = 0; row < count * width; row += 1) initial[row * width + (row % width)] = 1 / count;
  return { shape: [count * width, width], initial, decays: true };
}

function zeros(width: number): ParameterSpec {
  return { shape: [width], initial: new Float32Array(width), decays: false };
}

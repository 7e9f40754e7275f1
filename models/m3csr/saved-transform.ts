import { VidtokenError } from '../../src/core/errors.js';
import { MODALITIES, type Modality } from '../../src/core/features.js';
import type { HostTensor } from '../../src/tensor/checkpoint.js';
import type { FeatureTransform } from './modal-features.js';

/** The transform of each modality as tensors beside the parameters: `<modality>/feature-mean`, `-scale`, `-axes`, `-length`. */
export function transformTensors(
  modalities: readonly { readonly name: string; readonly transform: FeatureTransform }[],
): [string, HostTensor][] {
  return modalities.flatMap(({ name, transform }): [string, HostTensor][] => {
    const { standardisation, axes, components, length } = transform;
    const width = standardisation.mean.length;
    const vectors: [string, HostTensor][] = [
      [`${name}/feature-mean`, { shape: [width], values: standardisation.mean }],
      [`${name}/feature-scale`, { shape: [width], values: standardisation.scale }],
    ];
    if (axes === undefined || length === undefined) return vectors;
    return [
      ...vectors,
      [`${name}/feature-axes`, { shape: [width, components], values: axes }],
      [`${name}/feature-length`, { shape: [1], values: Float32Array.of(length) }],
    ];
  });
}

/** Modalities of saved weights in the order of the columns of the factors. */
export function savedModalities(weights: ReadonlyMap<string, HostTensor>): readonly Modality[] {
  const known = new Map<string, Modality>(
    MODALITIES.map((modality) => [`${modality}/feature-mean`, modality]),
  );
  return [...weights.keys()].flatMap((name) => known.get(name) ?? []);
}

/** @throws VidtokenError `checkpoint-invalid` when the weights do not have it */
export function savedTransform(
  weights: ReadonlyMap<string, HostTensor>,
  modality: Modality,
): FeatureTransform {
  const mean = savedTensor(weights, `${modality}/feature-mean`).values;
  const scale = savedTensor(weights, `${modality}/feature-scale`).values;
  const axes = weights.get(`${modality}/feature-axes`);
  return {
    standardisation: { mean, scale },
    axes: axes?.values,
    components: axes?.shape[1] ?? mean.length,
    length: axes === undefined ? undefined : savedTensor(weights, `${modality}/feature-length`).values[0],
  };
}

function savedTensor(weights: ReadonlyMap<string, HostTensor>, name: string): HostTensor {
  const found = weights.get(name);
  if (found === undefined) {
    throw new VidtokenError({
      code: 'checkpoint-invalid',
      message: `The saved weights have no "${name}".`,
      hint: 'They belong to another model or version: train again with: vidtoken train m3csr',
      facts: { name },
    });
  }
  return found;
}

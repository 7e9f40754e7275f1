import { VidtokenError } from '../../src/core/errors.js';
import type { ItemContent } from '../../src/core/recommend.js';
import type { HostTensor } from '../../src/tensor/checkpoint.js';
import { Parameters } from '../../src/tensor/parameters.js';
import { readValues } from '../../src/tensor/read-values.js';
import { tensor2d } from '../../src/tensor/tensor.js';
import type { ColdItemEncoder } from '../recommender.js';
import type { M3csrConfig } from './config.js';
import { itemTower } from './item-tower.js';
import { modalEncoder } from './modal-encoder.js';
import { transformedFeatures } from './modal-features.js';
import { clusterRows } from './modal-items.js';
import { savedModalities, savedTransform } from './saved-transform.js';

export interface ColdItemsOptions {
  readonly weights: ReadonlyMap<string, HostTensor>;
  readonly config: M3csrConfig;
}

/**
 * Item vectors of eq. 11 for items that training never saw: their id embedding is zero, their popularity bin is 0, their
 * cluster the nearest stored one. What remains is δ₀ · h_i^m, so only the content parts of a user's vector count.
 */
export function m3csrColdItems({ weights, config }: ColdItemsOptions): ColdItemEncoder {
  const names = savedModalities(weights);
  return {
    encode(content, clusters) {
      const count = clusters.length;
      const modalities = names.map((name) => alignedContent({ name, weights, content, count }));
      const parameters = itemParameters(weights);
      try {
        return readValues(() => {
          const encoded = modalities.map((modality) => {
            const { modality: name, present } = modality;
            const transform = savedTransform(weights, name);
            const features = transformedFeatures(modality, transform);
            const table = weights.get(`${name}/cluster`);
            return modalEncoder({
              parameters,
              modality: name,
              features: tensor2d(features, [count, transform.components]),
              clusters: clusterRows(clusters, (table?.shape[0] ?? 1) - 1),
              present: Int32Array.from(present),
              clusterEmbedding: config.clusterEmbedding,
            }); // [count, modal width]
          });
          const itemIds = tensor2d(new Float32Array(count * config.dimension), [count, config.dimension]);
          return itemTower(parameters, { itemIds, encoded, bins: new Int32Array(count) }, config);
        }).slice();
      } finally {
        parameters.dispose();
      }
    },
  };
}

/** Everything but the tables of users and items, which are the bulk of the weights. */
function itemParameters(weights: ReadonlyMap<string, HostTensor>): Parameters {
  const used = [...weights].filter(([name]) => name !== 'user-id' && name !== 'item-id');
  return new Parameters(
    new Map(used.map(([name, { shape, values }]) => [name, { shape, initial: values, decays: false }])),
  );
}

/**
 * The content of one modality of the model; without any, all items lack it.
 * @throws VidtokenError `extractor-mismatch` when its vectors have another width than those of the training
 */
function alignedContent(options: {
  readonly name: ItemContent['modality'];
  readonly weights: ReadonlyMap<string, HostTensor>;
  readonly content: readonly ItemContent[];
  readonly count: number;
}): ItemContent {
  const { name, weights, content, count } = options;
  const width = savedTransform(weights, name).standardisation.mean.length;
  const found = content.find(({ modality }) => modality === name);
  if (found === undefined) {
    return {
      modality: name,
      width,
      vectors: new Float32Array(count * width),
      present: new Uint8Array(count),
    };
  }
  if (found.width !== width) {
    throw new VidtokenError({
      code: 'extractor-mismatch',
      message: `The ${name} vectors of the new items have ${found.width} numbers, those that m3csr was trained on ${width}.`,
      hint: 'Embed the new items with the extractors of the training, or train again: vidtoken train m3csr',
      facts: { modality: name, found: found.width, expected: width },
    });
  }
  return found;
}

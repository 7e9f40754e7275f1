import { VidtokenError } from '../../src/core/errors.js';
import type { ItemContent, RecommenderData } from '../../src/core/recommend.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import { type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import type { M3csrConfig } from './config.js';
import { modalEncoder } from './modal-encoder.js';
import { type FeatureTransform, featureTransform, transformedFeatures } from './modal-features.js';

/** What is constant about one modality of all items. Owns its tensors. */
export interface ModalItems {
  readonly name: string;
  readonly transform: FeatureTransform;
  /** [items] 1 where an item has the modality; absent when all have it */
  readonly present?: Uint8Array | undefined;
  /** h_i^m of some items: [items.length, modal width] */
  encode(parameters: Parameters, items: Int32Array): Tensor2D;
  dispose(): void;
}

/**
 * The modalities that the configuration asks for, in the order of the data.
 * @throws VidtokenError `configuration` when no item has any of them
 */
export function chosenContent(
  content: readonly ItemContent[],
  config: Pick<M3csrConfig, 'modalities'>,
): readonly ItemContent[] {
  const usable = content.filter(({ present }) => present.includes(1));
  const chosen = usable.filter(({ modality }) => config.modalities?.includes(modality) ?? true);
  if (chosen.length > 0) return chosen;
  const found = usable.map(({ modality }) => modality);
  throw new VidtokenError({
    code: 'configuration',
    message: `m3csr learns from ${config.modalities?.join(' and ') ?? 'item'} vectors, but the items have ${found.length === 0 ? 'none' : `only ${found.join(' and ')} ones`}.`,
    hint: 'Import the features of the items as well, or choose a model without content, such as lightgcn.',
    facts: { found, wanted: config.modalities },
  });
}

/** Row of the cluster table of each item: items without a cluster share the last row. */
export function clusterRows(clusters: Int32Array, clusterCount: number): Int32Array {
  return clusters.map((cluster) => (cluster < 0 ? clusterCount : cluster));
}

export function modalItems(
  content: ItemContent,
  data: Pick<RecommenderData, 'clusters' | 'clusterCount'>,
  config: Pick<M3csrConfig, 'clusterEmbedding' | 'featureComponents' | 'featureLength'>,
): ModalItems {
  const { modality, present } = content;
  const transform = featureTransform(content, config);
  const features = tensor2d(transformedFeatures(content, transform), [present.length, transform.components]);
  const clusters = clusterRows(data.clusters, data.clusterCount);
  const everywhere = present.every((flag) => flag === 1);
  return {
    name: modality,
    transform,
    present: everywhere ? undefined : present,
    encode(parameters, items) {
      return modalEncoder({
        parameters,
        modality,
        features: embeddingLookup(features, items), // [n, components]
        clusters: items.map((item) => clusters[item] as number),
        present: everywhere ? undefined : items.map((item) => present[item] as number),
        clusterEmbedding: config.clusterEmbedding,
      });
    },
    dispose: () => features.dispose(),
  };
}

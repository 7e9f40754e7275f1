import type { FindNeighbours, InteractionMatrix, ItemContent } from '../../src/core/recommend.js';
import { type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import type { LudpConfig } from './config.js';
import { meanFeatures } from './mean-features.js';
import { type SimilarItems, similarItems } from './similar-items.js';

/** What is constant about one modality. Owns its tensors. */
export interface LudpModality {
  readonly name: string;
  /** Eqs. 3 to 5; absent without the graph of items. */
  readonly graph?: SimilarItems | undefined;
  /** [users, content width] eq. 10; absent without user preferences. */
  readonly means?: Tensor2D | undefined;
  readonly contentWidth: number;
  dispose(): void;
}

/** The modalities that the configuration asks for, in the order of the data. */
export async function ludpModalities(options: {
  readonly train: InteractionMatrix;
  readonly content: readonly ItemContent[];
  readonly config: LudpConfig;
  readonly signal: AbortSignal;
  readonly findNeighbours?: FindNeighbours | undefined;
}): Promise<LudpModality[]> {
  const { train, config } = options;
  const chosen = options.content.filter(({ modality }) => config.modalities?.includes(modality) ?? true);
  const graphs: (SimilarItems | undefined)[] = [];
  for (const content of chosen) {
    graphs.push(config.itemGraph ? await similarItems({ ...options, content }) : undefined);
  }
  // Tensors last: nothing is left behind when a search for neighbours fails.
  return chosen.map((content, at) => {
    const means = config.userPreference
      ? tensor2d(meanFeatures(train, content, config.features), [train.userCount, content.width])
      : undefined;
    return {
      name: content.modality,
      graph: graphs[at],
      means,
      contentWidth: content.width,
      dispose: () => means?.dispose(),
    };
  });
}

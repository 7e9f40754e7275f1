import type { InteractionMatrix } from '../../src/core/recommend.js';
import { addTensors } from '../../src/tensor/add-tensors.js';
import { concatRows } from '../../src/tensor/differentiable.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import type { Tensor2D } from '../../src/tensor/tensor.js';
import { normalisedAdjacency } from '../bipartite-graph/normalised-adjacency.js';
import { propagated } from '../bipartite-graph/propagated.js';
import type { LudpConfig } from './config.js';
import type { Fusion } from './fusion.js';
import type { LudpModality } from './modality.js';
import { propagatedItems } from './similar-items.js';
import { modalPreference } from './user-preference.js';

/** The final vectors of a step. */
export interface LudpVectors {
  /** [n, width] e*_u of the users that were asked for */
  readonly users: Tensor2D;
  /** [items, width] e*_i of all items */
  readonly items: Tensor2D;
}

/** Section 4 over parameters, without any state of its own. */
export interface LudpGraph {
  finalVectors(parameters: Parameters, users: Int32Array): LudpVectors;
  /** α of all items (eq. 7): [items, modalities]; absent where no attention is learned. */
  readonly itemShares?: (parameters: Parameters) => Tensor2D;
  /** β of some users (eq. 12): [n, modalities]; absent where no attention is learned. */
  readonly userShares?: (parameters: Parameters, users: Int32Array) => Tensor2D;
}

export interface LudpGraphOptions {
  readonly train: InteractionMatrix;
  readonly config: LudpConfig;
  readonly modalities: readonly LudpModality[];
  readonly itemFusion: Fusion;
  readonly userFusion: Fusion;
  /** [items, modalities] added to the logits of the items' attention; absent when every item has every modality */
  readonly absent?: Tensor2D | undefined;
}

export function ludpGraph(options: LudpGraphOptions): LudpGraph {
  const { train, config, modalities, itemFusion, userFusion, absent } = options;
  const { layers } = config;
  const matrix = normalisedAdjacency(train);
  const itemNodes = Int32Array.from({ length: train.itemCount }, (_, item) => train.userCount + item);

  /** E of users and items: eq. 1, then 2. [nodes, width] */
  const collaborative = (parameters: Parameters): Tensor2D => {
    const table = concatRows([parameters.get<Tensor2D>('user-id'), parameters.get<Tensor2D>('item-id')]);
    const mean = propagated({ matrix, table, layers });
    return config.layerFusion === 'mean' ? mean : addTensors([mean], [layers + 1]);
  };
  /** h^m of each modality (eq. 5), [items, width] each; none without the graph of items. */
  const similar = (parameters: Parameters): Tensor2D[] =>
    modalities.flatMap(({ graph }) =>
      graph === undefined
        ? []
        : [propagatedItems(graph, parameters.get<Tensor2D>('item-id'), config.itemLayers)],
    );
  /** p̂^m of each modality (eq. 11), [n, width] each; none without user preferences. */
  const preferences = (parameters: Parameters, users: Int32Array): Tensor2D[] => {
    const ids = embeddingLookup(parameters.get<Tensor2D>('user-id'), users);
    return modalities.flatMap(({ name, means }) =>
      means === undefined
        ? []
        : [modalPreference(parameters, { modality: name, means: embeddingLookup(means, users), ids })],
    );
  };
  const { shares: itemShares } = itemFusion;
  const { shares: userShares } = userFusion;
  return {
    finalVectors(parameters, users) {
      const nodes = collaborative(parameters);
      const userRows = embeddingLookup(nodes, users); // E_u
      const itemRows = embeddingLookup(nodes, itemNodes); // E_i
      const alike = similar(parameters);
      const tastes = preferences(parameters, users);
      return {
        // e*_u = E_u + P, e*_i = E_i + H (eq. 13), P and H with a weight
        users:
          tastes.length === 0
            ? userRows
            : addTensors([userRows, userFusion.fuse(parameters, tastes)], [1, config.userPreferenceWeight]),
        items:
          alike.length === 0
            ? itemRows
            : addTensors([itemRows, itemFusion.fuse(parameters, alike, absent)], [1, config.itemGraphWeight]),
      };
    },
    ...(config.itemGraph &&
      itemShares && { itemShares: (parameters) => itemShares(parameters, similar(parameters), absent) }),
    ...(config.userPreference &&
      userShares && {
        userShares: (parameters, users) => userShares(parameters, preferences(parameters, users)),
      }),
  };
}

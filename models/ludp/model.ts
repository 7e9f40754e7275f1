import type { FindNeighbours, RecommenderData } from '../../src/core/recommend.js';
import type { Random } from '../../src/math/random.js';
import type { HostTensor } from '../../src/tensor/checkpoint.js';
import { concatRows } from '../../src/tensor/differentiable.js';
import { MovingAverage } from '../../src/tensor/moving-average.js';
import { readValues } from '../../src/tensor/read-values.js';
import { splitNodes } from '../bipartite-graph/split-nodes.js';
import type { PairwiseModel } from '../pairwise/pairwise-model.js';
import { absentModalities } from './absent-modalities.js';
import type { LudpConfig } from './config.js';
import { type FusionOptions, modalityFusion } from './fusion.js';
import { ludpGraph } from './graph.js';
import { initialParameters } from './initial-parameters.js';
import { ludpModalities } from './modality.js';
import { stepLoss } from './step-loss.js';

/** Mean share of each modality, [modalities] each; absent where no attention is learned. */
export interface FusionShares {
  /** α over all items (eq. 7) */
  readonly items?: Float32Array;
  /** β over all users (eq. 12) */
  readonly users?: Float32Array;
}

export interface LudpModel extends PairwiseModel {
  readonly modalities: readonly string[];
  fusionShares(): FusionShares;
  /** The weights that are served. */
  weights(): Map<string, HostTensor>;
  /** Serves `weights` of an earlier moment. */
  restore(weights: ReadonlyMap<string, HostTensor>): void;
}

export interface LudpModelOptions {
  readonly data: Pick<RecommenderData, 'train' | 'content'>;
  readonly config: LudpConfig;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly findNeighbours?: FindNeighbours | undefined;
}

/** LUDP (Lei et al. 2023, section 4). Owns its tensors. */
export async function ludpModel(options: LudpModelOptions): Promise<LudpModel> {
  const { config, random } = options;
  const { train, content } = options.data;
  const { width, regularisation } = config;
  const modalities = await ludpModalities({ ...options, train, content });
  const names = modalities.map(({ name }) => name);
  const shape: Omit<FusionOptions, 'name'> = { modalities: names, width, random };
  const itemFusion = modalityFusion(config.fusion, { ...shape, name: 'item-fusion' });
  const userFusion = modalityFusion(config.fusion, { ...shape, name: 'user-fusion' });
  const parameters = initialParameters({ train, config, modalities, itemFusion, userFusion, random });
  const average = config.averageDecay === 0 ? undefined : new MovingAverage(parameters, config.averageDecay);
  const served = average?.parameters ?? parameters;
  const absent = absentModalities(modalities, train.itemCount);
  const graph = ludpGraph({ train, config, modalities, itemFusion, userFusion, absent });
  const everyUser = Int32Array.from({ length: train.userCount }, (_, user) => user);
  let steps = 0;
  return {
    parameters,
    modalities: names,
    loss: (batch) => stepLoss({ graph, parameters, batch, regularisation }),
    factors() {
      const nodes = readValues(() => {
        const { users, items } = graph.finalVectors(served, everyUser);
        return concatRows([users, items]);
      });
      return splitNodes(nodes, { userCount: train.userCount, width });
    },
    fusionShares() {
      const { itemShares, userShares } = graph;
      const meanOf = (rows: Float32Array): Float32Array => columnMeans(rows, names.length);
      return {
        ...(itemShares && { items: meanOf(readValues(() => itemShares(served))) }),
        ...(userShares && { users: meanOf(readValues(() => userShares(served, everyUser))) }),
      };
    },
    weights: () => served.export(),
    restore: (weights) => served.import(weights),
    afterStep() {
      steps += 1;
      average?.update(steps);
    },
    learningRateFactor(name) {
      if (name === 'item-id') return config.itemIdRate;
      return name === 'user-id' ? 1 : config.contentRate;
    },
    dispose() {
      parameters.dispose();
      average?.dispose();
      absent?.dispose();
      for (const modality of modalities) modality.dispose();
    },
  };
}

/** [rows, columns] → [columns] */
function columnMeans(rows: Float32Array, columns: number): Float32Array {
  const means = new Float64Array(columns);
  for (const [at, value] of rows.entries()) means[at % columns] = (means[at % columns] as number) + value;
  return Float32Array.from(means, (sum) => (sum * columns) / rows.length);
}

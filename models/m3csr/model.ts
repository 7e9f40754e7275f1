import type { Factors, RecommenderData } from '../../src/core/recommend.js';
import type { Random } from '../../src/math/random.js';
import type { HostTensor } from '../../src/tensor/checkpoint.js';
import { MovingAverage } from '../../src/tensor/moving-average.js';
import { readValues } from '../../src/tensor/read-values.js';
import type { PairwiseModel } from '../pairwise/pairwise-model.js';
import { coOccurrenceStart } from '../spectral-start/co-occurrence-start.js';
import { withoutHeavyUsers } from '../spectral-start/without-heavy-users.js';
import type { M3csrConfig } from './config.js';
import { m3csrGraph } from './graph.js';
import { initialParameters, modalWidth } from './initial-parameters.js';
import { chosenContent, modalItems } from './modal-items.js';
import { popularityBins } from './popularity-bins.js';
import { transformTensors } from './saved-transform.js';
import { stepLoss } from './step-loss.js';
import { userHistories } from './user-histories.js';

export interface M3csrModel extends PairwiseModel {
  /** Names of the columns of `intensities`. */
  readonly modalities: readonly string[];
  /** λ̄ of every user: [userCount, modalities], eq. 6 */
  intensities(): Float32Array;
  /** The weights that are served, and what else a new item needs to be encoded. */
  weights(): Map<string, HostTensor>;
  /** Serves `weights` of an earlier moment. */
  restore(weights: ReadonlyMap<string, HostTensor>): void;
}

/** Users whose vectors are computed at once, outside of training. */
const USER_ROWS = 8192;

export interface M3csrModelOptions {
  readonly data: RecommenderData;
  readonly config: M3csrConfig;
  readonly random: Random;
}

/** M3CSR (Chen et al. 2024, section 4). Owns its tensors. */
export function m3csrModel({ data, config, random }: M3csrModelOptions): M3csrModel {
  const { train } = data;
  const counted = withoutHeavyUsers(train, config);
  const modalities = chosenContent(data.content, config).map((content) => modalItems(content, data, config));
  const parameters = initialParameters({
    shape: {
      ...train,
      clusterCount: data.clusterCount,
      modalities: modalities.map(({ name, transform }) => ({ name, components: transform.components })),
    },
    config,
    random,
    start:
      config.start === 'xavier'
        ? undefined
        : coOccurrenceStart({
            train: counted,
            dimension: config.dimension,
            balance: config.startBalance,
            meanScore: config.startScore,
            random,
          }),
  });
  const average = config.averageDecay === 0 ? undefined : new MovingAverage(parameters, config.averageDecay);
  const bins = popularityBins(counted, config.popularityBins);
  const trained = m3csrGraph({ parameters, config, modalities, bins });
  const servedParameters = average?.parameters ?? parameters;
  const served = m3csrGraph({ parameters: servedParameters, config, modalities, bins });
  const width = config.dimension + modalities.length * modalWidth(config);
  const everyItem = Int32Array.from({ length: train.itemCount }, (_, item) => item);
  let steps = 0;

  /** One of the tensors of the user tower for every user, from their whole history: [userCount, columns] */
  function readUsers(columns: number, part: 'final' | 'intensities'): Float32Array {
    const values = new Float32Array(train.userCount * columns);
    for (let start = 0; start < train.userCount; start += USER_ROWS) {
      const count = Math.min(USER_ROWS, train.userCount - start);
      const users = Int32Array.from({ length: count }, (_, row) => start + row);
      const histories = userHistories({ train, users, length: config.historyLength, offset: () => 0.5 });
      const block = readValues(
        () => served.userVectors(users, histories, served.encodeItems(everyItem))[part],
      );
      values.set(block, start * columns);
    }
    return values;
  }

  return {
    parameters,
    modalities: modalities.map(({ name }) => name),
    loss: (batch) => stepLoss({ batch, parameters, graph: trained, train, config, random }),
    factors: (): Factors => ({
      width,
      users: readUsers(width, 'final'),
      items: readValues(() => served.itemVectors(served.encodeItems(everyItem))).slice(),
    }),
    intensities: () => readUsers(modalities.length, 'intensities'),
    weights: () => new Map([...servedParameters.export(), ...transformTensors(modalities)]),
    restore: (weights) => servedParameters.import(weights),
    afterStep() {
      steps += 1;
      average?.update(steps);
    },
    learningRateFactor(name) {
      if (name === 'item-id') return config.itemIdRate;
      return modalities.some((modality) => name.startsWith(`${modality.name}/`)) ? config.contentRate : 1;
    },
    dispose() {
      parameters.dispose();
      average?.dispose();
      for (const modality of modalities) modality.dispose();
    },
  };
}

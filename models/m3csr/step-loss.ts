import type { InteractionMatrix } from '../../src/core/recommend.js';
import type { Random } from '../../src/math/random.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { pairRankingLoss } from '../../src/tensor/pair-ranking-loss.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import type { Scalar } from '../../src/tensor/tensor.js';
import { addScalars } from '../../src/tensor/weighted-sum.js';
import type { PairBatch } from '../pairwise/pairwise-model.js';
import type { M3csrConfig } from './config.js';
import { decouplingLoss } from './decoupling-loss.js';
import type { M3csrGraph } from './graph.js';
import { numberItems } from './number-items.js';
import { sharedNegatives } from './shared-negatives.js';
import { sharedRankingLoss } from './shared-ranking-loss.js';
import { squaredLengths } from './squared-lengths.js';
import { towerRows } from './tower-rows.js';
import { userHistories } from './user-histories.js';

/** Eq. 13 for a batch: the ranking loss, α times the decoupling loss and β times the squared lengths, per pair. */
export function stepLoss(options: {
  readonly batch: PairBatch;
  readonly parameters: Parameters;
  readonly graph: M3csrGraph;
  readonly train: InteractionMatrix;
  readonly config: M3csrConfig;
  readonly random: Random;
}): Scalar {
  const { batch, parameters, graph, train, config, random } = options;
  const pairs = batch.users.length;
  const rows = towerRows(batch, config);
  const histories = userHistories({
    train,
    users: rows.users,
    hidden: rows.hidden,
    length: config.historyLength,
    offset: () => random.uniform(),
  });
  const shared =
    config.sharedNegatives === 0
      ? undefined
      : sharedNegatives({ train, users: batch.users, count: config.sharedNegatives, random });
  const drawn = shared?.items ?? batch.negatives;
  const named = numberItems(train.itemCount, [histories.items, batch.positives, drawn]);
  const [seen, positives, negatives] = named.lists as [Int32Array, Int32Array, Int32Array];
  const items = graph.encodeItems(named.items, random);
  const tower = graph.userVectors(rows.users, { starts: histories.starts, items: seen }, items);
  const vectors = graph.itemVectors(items); // [n, width]
  const compared = {
    users: embeddingLookup(tower.final, rows.rowOfPair), // [pairs, width]
    positives: embeddingLookup(vectors, positives), // [pairs, width]
    negatives: embeddingLookup(vectors, negatives), // [pairs, width]; [shared negatives, width]
  };
  const ranking =
    shared === undefined
      ? { value: pairRankingLoss(compared), weight: 1 }
      : sharedRankingLoss({ ...compared, allowed: shared.allowed }); // eq. 12, a mean
  const decoupling = config.decoupling ? decouplingLoss(tower.weighted, rows.rowOfPair) : undefined; // eq. 8
  return addScalars([
    ranking,
    ...(decoupling === undefined ? [] : [{ value: decoupling, weight: config.decouplingWeight / pairs }]),
    ...(config.l2Weight === 0
      ? []
      : squaredLengths({
          parameters,
          batch: { ...batch, negatives: drawn },
          seen: histories.items,
          weight: config.l2Weight,
        })),
  ]);
}

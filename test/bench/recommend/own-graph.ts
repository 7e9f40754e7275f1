import { normalisedAdjacency } from '../../../models/bipartite-graph/normalised-adjacency.js';
import { lightGcnConfig } from '../../../models/lightgcn/config.js';
import { lightGcnModel } from '../../../models/lightgcn/model.js';
import { factorScores } from '../../../models/pairwise/factor-scores.js';
import { type PairSampler, pairSampler } from '../../../models/pairwise/pair-sampler.js';
import type { PairBatch, PairwiseModel } from '../../../models/pairwise/pairwise-model.js';
import type { InteractionMatrix, RecommenderData } from '../../../src/core/recommend.js';
import { Random } from '../../../src/math/random.js';
import { rankUsers } from '../../../src/metrics/rank-users.js';
import { loadMetric } from '../../../src/metrics/registry.js';
import { scoreRankings } from '../../../src/metrics/score-rankings.js';
import { AdamW } from '../../../src/tensor/adamw.js';
import { lossAndGradients } from '../../../src/tensor/gradients.js';
import { sparseProduct } from '../../../src/tensor/sparse-product.js';
import { dispose, tensor2d, tidy } from '../../../src/tensor/tensor.js';
import { timed } from '../timed.js';
import { recommendShape } from './recommend-shape.js';

const METRICS = ['recall', 'ndcg', 'precision', 'mrr'] as const;
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 } as const;

interface GraphOptions {
  readonly data: RecommenderData;
  readonly test: InteractionMatrix;
  readonly steps: number;
  readonly warmUpSteps: number;
}

/** The step, the sparse product in it, an epoch with its sampling and the evaluation of LightGCN, in milliseconds. */
export async function measureGraph({ data, test, steps, warmUpSteps }: GraphOptions) {
  const { width, layers, batch, regularisation, learningRate, seed } = recommendShape;
  const config = lightGcnConfig.parse({ width, layers, batchSize: batch, regularisation, learningRate });
  const random = new Random(seed);
  const model = await lightGcnModel({ data, config, random, signal: new AbortController().signal });
  const optimizer = new AdamW(model.parameters, ADAM);
  const sampler = pairSampler({ train: data.train, config, random });
  const losses: number[] = [];
  const step = (pairs: PairBatch): void => {
    losses.push(trainStep({ model, optimizer, pairs }));
  };
  const epoch = (): void => {
    for (const pairs of sampler.epoch()) step(pairs);
  };
  const pairs = firstBatch(sampler);
  timed(() => step(pairs), warmUpSteps);
  const processorBefore = process.cpuUsage();
  const stepMilliseconds = timed(() => step(pairs), steps);
  const processor = process.cpuUsage(processorBefore);
  const epochMilliseconds = timed(epoch, 2);
  const evaluation = await measureEvaluation({ data, test, model });
  optimizer.dispose();
  model.dispose();
  return {
    stepMilliseconds,
    cpuMillisecondsPerStep: (processor.user + processor.system) / 1000 / steps,
    sparseProductMilliseconds: sparseProductTimes(data, steps),
    epochMilliseconds,
    ...evaluation,
    losses: [losses[0] ?? 0, losses.at(-1) ?? 0],
  };
}

function trainStep(options: {
  readonly model: PairwiseModel;
  readonly optimizer: AdamW;
  readonly pairs: PairBatch;
}): number {
  const { model, optimizer, pairs } = options;
  const { loss, gradients } = lossAndGradients(model.parameters, () => model.loss(pairs));
  optimizer.update({ gradients, learningRate: recommendShape.learningRate, scale: 1 });
  dispose([...gradients.values()]);
  return loss;
}

function firstBatch(sampler: PairSampler): PairBatch {
  for (const batch of sampler.epoch()) return batch;
  throw new RangeError('There are no interactions to train on.');
}

function sparseProductTimes(data: RecommenderData, steps: number): number[] {
  const matrix = normalisedAdjacency(data.train);
  const random = new Random(recommendShape.seed);
  const { width } = recommendShape;
  const values = Float32Array.from({ length: matrix.rows * width }, () => random.normal());
  const dense = tensor2d(values, [matrix.rows, width]);
  const multiply = (): void => {
    tidy(() => void sparseProduct({ matrix, transposed: matrix, dense }));
  };
  timed(multiply, 5);
  const milliseconds = timed(multiply, steps);
  dispose(dense);
  return milliseconds;
}

/** All test users: propagation, scores, mask, best items, metrics. */
async function measureEvaluation(options: {
  readonly data: RecommenderData;
  readonly test: InteractionMatrix;
  readonly model: PairwiseModel;
}) {
  const { data, test, model } = options;
  const metrics = await Promise.all(METRICS.map(loadMetric));
  const { depth, cutoffs, seed } = recommendShape;
  const users = Int32Array.from(test.starts.keys()).filter(
    (user) => user < test.userCount && (test.starts[user] as number) < (test.starts[user + 1] as number),
  );
  let recall = 0;
  const ranked = () =>
    rankUsers({
      score: factorScores(model.factors()).score,
      users,
      itemCount: test.itemCount,
      depth,
      masks: [data.train],
      tieSeed: seed,
      model: 'lightgcn',
      userIds: data.userIds,
    });
  const evaluate = (): void => {
    const { scores } = scoreRankings({ rankings: ranked(), relevant: test, metrics, cutoffs });
    const at20 = scores.find(({ metric, cutoff }) => metric === 'recall' && cutoff === 20)?.values;
    recall = (at20 ?? new Float32Array()).reduce((sum, value) => sum + value, 0) / users.length;
  };
  timed(evaluate, 1);
  const evaluationMilliseconds = timed(evaluate, 3);
  const rankingMilliseconds = timed(() => void ranked(), 3);
  return { evaluationMilliseconds, rankingMilliseconds, evaluatedUsers: users.length, recallAt20: recall };
}

import type { ZodType } from 'zod';
import type { Factors, FindNeighbours, ItemContent, RecommenderData } from '../src/core/recommend.js';
import type { Logger } from '../src/core/runtime.js';
import type { HostTensor } from '../src/tensor/checkpoint.js';

/** Scores of a trained recommender. */
export interface Recommender {
  /** Writes the score of every item for each of `users` into `scores`, [users.length, itemCount]; larger is better. */
  score(users: Int32Array, scores: Float32Array): void;
  /** Present when a score is the inner product of a user and an item vector: such a model can be served from a store. */
  readonly factors?: Factors;
}

/** One number per epoch, for the curve and the early stop. */
export interface EpochReport {
  /** From 1. */
  readonly epoch: number;
  /** Mean loss of the epoch. */
  readonly loss: number;
  /** What `validate` gave after it; absent where the epoch was not validated. */
  readonly validation?: number;
}

/** Makes the final vector of an item that training never saw, from its content alone. */
export interface ColdItemEncoder {
  /** `clusters`: [count] content cluster of each item, −1 for none. @returns [count, width of the factors] */
  encode(content: readonly ItemContent[], clusters: Int32Array): Float32Array;
}

export interface TrainedRecommender {
  readonly recommender: Recommender;
  /** Empty for models in closed form. */
  readonly epochs: readonly EpochReport[];
  /** Epoch whose weights were kept. */
  readonly bestEpoch?: number;
  /** Weights, for models that can serve new items; `RecommenderFamily.coldItems` reads them again. */
  readonly weights?: ReadonlyMap<string, HostTensor>;
  /** What the model says about itself beside scores, by name: M3CSR's interest intensities, LUDP's fusion weights. */
  readonly readings?: Readonly<
    Record<string, { readonly columns: readonly string[]; readonly rows: Float32Array }>
  >;
}

export interface TrainRecommenderOptions<Config> {
  readonly data: RecommenderData;
  readonly config: Config;
  readonly seed: number;
  /**
   * Quality on the validation users, larger is better (Recall@20 in the benchmark); called with the scores at hand.
   * Absent when there is nothing to validate on: training then runs for `epochs` epochs.
   */
  readonly validate?: (recommender: Recommender) => number;
  /** Where the neighbours of items come from when there are too many to compare all; compared all the same when absent. */
  readonly findNeighbours?: FindNeighbours;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly onEpoch?: (report: EpochReport) => void;
}

/** Seam: a folder `models/<id>/` and one line in `models/recommenders.ts`. */
export interface RecommenderFamily<Config = unknown> {
  readonly id: string;
  /** Name as the literature writes it. */
  readonly title: string;
  /** What it does, one sentence. */
  readonly purpose: string;
  /** Paper and section. */
  readonly source: string;
  /** Models in closed form give the same scores for every seed. */
  readonly kind: 'closed-form' | 'trained';
  /** Every knob with its default: `config.parse({})` is the recommended configuration. */
  readonly config: ZodType<Config>;
  /** Named changes to the default: the paper's own setting, ablations. */
  readonly variants: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  train(options: TrainRecommenderOptions<Config>): Promise<TrainedRecommender>;
  /** How new items get a vector, where the model can do that. */
  coldItems?(options: {
    readonly weights: ReadonlyMap<string, HostTensor>;
    readonly config: Config;
  }): ColdItemEncoder;
}

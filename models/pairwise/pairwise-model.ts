import type { Factors } from '../../src/core/recommend.js';
import type { HostTensor } from '../../src/tensor/checkpoint.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import type { Scalar } from '../../src/tensor/tensor.js';

/** Triples of one step: user, an item of theirs, an item that is not (Rendle et al. 2009). [batch] each. */
export interface PairBatch {
  readonly users: Int32Array;
  readonly positives: Int32Array;
  readonly negatives: Int32Array;
}

/** What the pairwise trainer needs of a model. Owns its tensors. */
export interface PairwiseModel {
  readonly parameters: Parameters;
  /** Mean loss of a batch with everything that is regularised; called inside a gradient tape. */
  loss(batch: PairBatch): Scalar;
  /** Final vectors of all users and items, on the host. */
  factors(): Factors;
  /** Called before each epoch: models that draw something anew (edges, sampled histories) do it here. */
  beginEpoch?(epoch: number): void;
  /** Called after each update of the parameters: models that average their weights do it here. */
  afterStep?(): void;
  /** Factor of the learning rate of a parameter; 1 for all when absent. */
  learningRateFactor?(name: string): number;
  /** What is kept of the best epoch; the parameters when absent. */
  weights?(): ReadonlyMap<string, HostTensor>;
  dispose(): void;
}

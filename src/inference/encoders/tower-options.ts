import type { LocalModel } from '../transformers/local-model.js';

/** A model folder of transformers.js and the width that its rows are expected to have. */
export interface TowerOptions {
  readonly local: LocalModel;
  readonly width: number;
}

/** Where a text model or an image model puts its answer, and how the tokens of it become one row. */
export const POOLINGS = ['pooled', 'cls', 'mean'] as const;
export type Pooling = (typeof POOLINGS)[number];

import { trainPairwise } from '../pairwise/train-pairwise.js';
import type { RecommenderFamily } from '../recommender.js';
import { type FreedomConfig, freedomConfig } from './config.js';
import { freedomModel } from './model.js';

export const freedom: RecommenderFamily<FreedomConfig> = {
  id: 'freedom',
  title: 'FREEDOM',
  purpose: 'a frozen graph of similar items beside a graph of interactions that is thinned anew each epoch',
  source: 'Zhou and Shen 2023, "A Tale of Two Graphs: Freezing and Denoising Graph Structures", section 3',
  kind: 'trained',
  config: freedomConfig,
  variants: { paper: { layers: 2, dropout: 0.8 }, 'whole-graph': { dropout: 0 } },
  train: trainPairwise(freedomModel),
};

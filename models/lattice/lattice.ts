import { trainPairwise } from '../pairwise/train-pairwise.js';
import type { RecommenderFamily } from '../recommender.js';
import { type LatticeConfig, latticeConfig } from './config.js';
import { latticeModel } from './model.js';

export const lattice: RecommenderFamily<LatticeConfig> = {
  id: 'lattice',
  title: 'LATTICE',
  purpose: 'a graph of similar items that is learned together with the vectors it smooths',
  source: 'Zhang et al. 2021, "Mining Latent Structures for Multimedia Recommendation", section 3',
  kind: 'trained',
  config: latticeConfig,
  variants: { 'raw-graph': { rawShare: 1 } },
  train: trainPairwise(latticeModel),
};

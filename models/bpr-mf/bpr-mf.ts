import { trainPairwise } from '../pairwise/train-pairwise.js';
import type { RecommenderFamily } from '../recommender.js';
import { type BprMfConfig, bprMfConfig } from './config.js';
import { bprMfModel } from './model.js';

export const bprMf: RecommenderFamily<BprMfConfig> = {
  id: 'bpr-mf',
  title: 'BPR-MF',
  purpose: 'one free vector per user and item, trained on pairs',
  source: 'Rendle et al. 2009, "BPR: Bayesian Personalized Ranking from Implicit Feedback", section 4.3.1',
  kind: 'trained',
  config: bprMfConfig,
  variants: {},
  train: trainPairwise(bprMfModel),
};

import { trainPairwise } from '../pairwise/train-pairwise.js';
import type { RecommenderFamily } from '../recommender.js';
import { type LightGcnConfig, lightGcnConfig } from './config.js';
import { lightGcnModel } from './model.js';

export const lightgcn: RecommenderFamily<LightGcnConfig> = {
  id: 'lightgcn',
  title: 'LightGCN',
  purpose: 'free vectors of users and items, smoothed over the graph of their interactions',
  source: 'He et al. 2020, "LightGCN: Simplifying and Powering Graph Convolution Network for Recommendation"',
  kind: 'trained',
  config: lightGcnConfig,
  variants: { 'two-layers': { layers: 2 } },
  train: trainPairwise(lightGcnModel),
};

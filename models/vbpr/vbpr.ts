import { trainPairwise } from '../pairwise/train-pairwise.js';
import type { RecommenderFamily } from '../recommender.js';
import { type VbprConfig, vbprConfig } from './config.js';
import { vbprModel } from './model.js';

export const vbpr: RecommenderFamily<VbprConfig> = {
  id: 'vbpr',
  title: 'VBPR',
  purpose: 'free vectors beside a linear map of the content of items, trained on pairs',
  source: 'He and McAuley 2016, "VBPR: Visual Bayesian Personalized Ranking from Implicit Feedback", eq. 4',
  kind: 'trained',
  config: vbprConfig,
  variants: {},
  train: trainPairwise(vbprModel),
};

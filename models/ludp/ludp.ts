import type { RecommenderFamily } from '../recommender.js';
import { type LudpConfig, ludpConfig } from './config.js';
import { trainLudp } from './train.js';

/** LUDP, Lei et al. 2023; the card beside this file has equations, deviations and open points. */
export const ludp: RecommenderFamily<LudpConfig> = {
  id: 'ludp',
  title: 'LUDP',
  purpose:
    'light graph convolution with graphs of similar items per modality and each user’s taste per modality',
  source:
    'Lei et al. 2023, "Learning the User’s Deeper Preferences for Multi-modal Recommendation Systems", section 4',
  kind: 'trained',
  config: ludpConfig,
  variants: {
    paper: {
      batchSize: 1024,
      epochs: 200,
      patience: 10,
      layers: 2,
      layerFusion: 'sum',
      itemNormalisation: 'equation',
      itemGraphWeight: 1,
      userPreferenceWeight: 1,
      features: 'raw',
      preferenceStart: 1,
      start: 'gaussian',
      leastTrainedItems: 0,
      heavyUserFactor: 0,
      itemIdRate: 1,
      contentRate: 1,
      averageDecay: 0,
    },
    // As the trained baselines are: from random ids, on all users, with their batches and rate.
    'random-start': {
      batchSize: 8192,
      learningRate: 1e-2,
      epochs: 60,
      patience: 10,
      itemGraphWeight: 1,
      userPreferenceWeight: 0.25,
      preferenceStart: 0.05,
      start: 'xavier',
      leastTrainedItems: 0,
      heavyUserFactor: 0,
      itemIdRate: 1,
      contentRate: 0.01,
      averageDecay: 0,
    },
    // Light graph convolution alone, with the start and the training of the whole model.
    'no-modalities': { itemGraph: false, userPreference: false },
    'layers-1': { itemLayers: 1 },
    'layers-2': { itemLayers: 2 },
    'layers-3': { itemLayers: 3 },
    'layers-4': { itemLayers: 4 },
    'fusion-sum': { fusion: 'sum' },
    'fusion-concat': { fusion: 'concat' },
    'k-5': { neighbours: 5 },
    'k-10': { neighbours: 10 },
    'k-20': { neighbours: 20 },
    'k-50': { neighbours: 50 },
    'visual-only': { modalities: ['visual'] },
    'audio-only': { modalities: ['audio'] },
    'no-item-graph': { itemGraph: false },
    'no-user-preference': { userPreference: false },
  },
  train: trainLudp,
};

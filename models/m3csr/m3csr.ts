import type { RecommenderFamily } from '../recommender.js';
import { m3csrColdItems } from './cold-items.js';
import { type M3csrConfig, m3csrConfig } from './config.js';
import { trainM3csr } from './train.js';

/** M3CSR, Chen et al. 2024; the card beside this file has equations, deviations and open points. */
export const m3csr: RecommenderFamily<M3csrConfig> = {
  id: 'm3csr',
  title: 'M3CSR',
  purpose:
    'Two towers over ids, content features and content clusters, with each user’s interest intensity per modality.',
  source:
    'Chen et al. 2024, "A Multi-modal Modeling Framework for Cold-start Short-video Recommendation", section 4',
  kind: 'trained',
  config: m3csrConfig,
  variants: {
    paper: {
      batchSize: 1024,
      learningRate: 1e-3,
      epochs: 200,
      patience: 10,
      temperature: 0.07,
      decouplingWeight: 1e-6,
      l2Weight: 1e-5,
      heads: 2,
      leastTrainedItems: 0,
      heavyUserFactor: 0,
      leaveOneOut: false,
      historyExponent: 0,
      sharedNegatives: 0,
      embeddingDropout: 0,
      averageDecay: 0,
      start: 'xavier',
      itemIdRate: 1,
      contentRate: 1,
      featureComponents: 0,
    },
    'no-interest-intensity': { interestIntensity: false },
    'no-decoupling': { decoupling: false },
    'no-cluster': { clusterEmbedding: false },
    'no-gate': { gate: false },
    'visual-only': { modalities: ['visual'] },
    'audio-only': { modalities: ['audio'] },
  },
  train: trainM3csr,
  coldItems: m3csrColdItems,
};

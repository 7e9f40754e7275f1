import { VidtokenError } from '../../src/core/errors.js';
import type { RecommendProtocol } from '../recommend/load-recommender-data.js';
import { ratedAtLeast } from '../recommend/positive-rules.js';

/** How models are trained, selected and scored: whose numbers a table may be held against. */
export interface BenchmarkProtocol {
  readonly id: string;
  /** The paper or library whose rules these are. */
  readonly source: string;
  /** Which events are positives and how they are parted. */
  readonly data: RecommendProtocol;
  /** Values of K in the table. */
  readonly cutoffs: readonly number[];
  /** K of the Recall on validation that epochs are selected by, and of the columns that models are compared by. */
  readonly selectionCutoff: number;
  /** True: at test the validation positives of a user are masked beside the train positives. */
  readonly masksValidation: boolean;
  /** What one should know before comparing. */
  readonly note: string;
}

/** One seed for every run of a protocol: a split never depends on the seed of a model. */
const SPLIT_SEED = 2024;

const PROTOCOLS = {
  tiktok: {
    id: 'tiktok',
    source: 'MMSSL (Wei et al. 2023), DiffMM (Jiang et al. 2024) on their TikTok set',
    data: { split: 'files', seed: SPLIT_SEED },
    cutoffs: [10, 20, 50],
    selectionCutoff: 20,
    masksValidation: false,
    note: 'the split of the files',
  },
  m3csr: {
    id: 'm3csr',
    source: 'M3CSR (Chen et al. 2024), section 5.1.2',
    data: { split: 'random', seed: SPLIT_SEED },
    cutoffs: [20],
    selectionCutoff: 20,
    masksValidation: false,
    note: '8 : 1 : 1 at random of each user; the paper does not say what is masked',
  },
  ludp: {
    id: 'ludp',
    source: 'LUDP (Lei et al. 2023), section 5.1.3',
    data: { split: 'random', seed: SPLIT_SEED },
    cutoffs: [10],
    selectionCutoff: 10,
    masksValidation: true,
    note: '8 : 1 : 1 at random of each user; candidates are the items that a user did not click before',
  },
  recbole: {
    id: 'recbole',
    source: 'RecBole (Zhao et al. 2021), full ranking',
    data: { split: 'files', seed: SPLIT_SEED },
    cutoffs: [10, 20, 50],
    selectionCutoff: 20,
    masksValidation: true,
    note: 'the split of the files',
  },
  'leave-last': {
    id: 'leave-last',
    source: 'leave-one-out by time, as in NCF (He et al. 2017), but ranked among all items',
    data: { split: 'leave-last', seed: SPLIT_SEED },
    cutoffs: [10, 20, 50],
    selectionCutoff: 20,
    masksValidation: true,
    note: 'train of one user may hold what happened after the test item of another',
  },
  'global-time': {
    id: 'global-time',
    source: 'one timeline for all users (Ji et al. 2023)',
    data: { split: 'global-time', seed: SPLIT_SEED },
    cutoffs: [10, 20, 50],
    selectionCutoff: 20,
    masksValidation: true,
    note: 'nothing in train is later than anything in test',
  },
  'global-time-liked': {
    id: 'global-time-liked',
    source: 'one timeline for all users (Ji et al. 2023), ratings of at least 4 as positives',
    data: { split: 'global-time', seed: SPLIT_SEED, positives: ratedAtLeast(4) },
    cutoffs: [10, 20, 50],
    selectionCutoff: 20,
    masksValidation: true,
    note: 'events without a rating are left out and counted',
  },
} satisfies Record<string, BenchmarkProtocol>;

export const PROTOCOL_IDS = Object.keys(PROTOCOLS) as readonly (keyof typeof PROTOCOLS)[];

/** @throws VidtokenError `invalid-value` that lists the known ids */
export function benchmarkProtocol(id: string): BenchmarkProtocol {
  const known = PROTOCOL_IDS.find((protocol) => protocol === id);
  if (known !== undefined) return PROTOCOLS[known];
  throw new VidtokenError({
    code: 'invalid-value',
    message: `There is no protocol "${id}".`,
    hint: `Known protocols: ${PROTOCOL_IDS.join(', ')}.`,
  });
}

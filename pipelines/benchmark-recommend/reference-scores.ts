/** Scores of others on one split, printed beside ours. */
export interface ReferenceScore {
  readonly name: string;
  /** `measured`: by hand-written code or libraries outside this project on this very split; `printed`: in a paper. */
  readonly origin: 'measured' | 'printed';
  readonly recall: number;
  readonly ndcg?: number;
  readonly note?: string;
}

interface ReferenceTable {
  /** First digits of the SHA-256 of the split. */
  readonly split: string;
  readonly cutoff: number;
  readonly scores: readonly ReferenceScore[];
}

const MMREC = 'MMRec, visual and acoustic features';
const OWN_FEATURES = 'with the textual features, which are not public';

/** The TikTok set as published with DiffMM: 59,541 train, 3,051 valid, 6,130 test interactions. */
const TIKTOK: ReferenceTable = {
  split: 'a43999a3af89b244',
  cutoff: 20,
  scores: [
    { name: 'Popularity', origin: 'measured', recall: 0.0597, ndcg: 0.0255 },
    { name: 'EASE, λ 50', origin: 'measured', recall: 0.0883, ndcg: 0.0398 },
    { name: 'Co-occurrence, degree-normalised', origin: 'measured', recall: 0.0964, ndcg: 0.0412 },
    { name: 'P3alpha × popularity', origin: 'measured', recall: 0.0995, ndcg: 0.0424 },
    { name: 'LightGCN, 2 layers, reg 1e-4', origin: 'measured', recall: 0.0922, ndcg: 0.0419, note: 'MMRec' },
    { name: 'LightGCN, 3 layers, reg 1e-2', origin: 'measured', recall: 0.0925, ndcg: 0.045, note: 'MMRec' },
    { name: 'BPR-MF', origin: 'measured', recall: 0.048, note: 'MMRec' },
    { name: 'VBPR', origin: 'measured', recall: 0.041, note: MMREC },
    { name: 'BM3', origin: 'measured', recall: 0.0875, note: MMREC },
    { name: 'FREEDOM', origin: 'measured', recall: 0.0916, note: MMREC },
    { name: 'MMSSL', origin: 'printed', recall: 0.0921, note: `.0894 to .0921, ${OWN_FEATURES}` },
    { name: 'M3CSR', origin: 'printed', recall: 0.101, note: OWN_FEATURES },
    { name: 'DiffMM', origin: 'printed', recall: 0.1129, note: OWN_FEATURES },
  ],
};

/** @returns scores of others when they are about this split and this K; an empty list otherwise */
export function referenceScores(options: {
  readonly split: string;
  readonly cutoff: number;
}): readonly ReferenceScore[] {
  const matches = TIKTOK.cutoff === options.cutoff && options.split.startsWith(TIKTOK.split);
  return matches ? TIKTOK.scores : [];
}

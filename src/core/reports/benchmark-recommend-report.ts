import { z } from 'zod';

/** Mean over the seeds with their sample standard deviation. */
const spread = z.object({ mean: z.number(), deviation: z.number() });

/** Mean difference with its 95 % interval, users drawn in pairs. */
const difference = z.object({ mean: z.number(), low: z.number(), high: z.number() });

/** At the cutoff that epochs are selected by. */
const differences = z.object({ recall: difference, ndcg: difference });

const checksum = z.object({ split: z.string(), features: z.string() });

const metricScore = z.object({
  /** `all`, `warm` (more than 3 train interactions), `cold` (at most 3), `unseen` (none). */
  slice: z.string(),
  /** `recall`, `ndcg`, `precision`, `hit-rate-binary`, `mrr`. */
  metric: z.string(),
  cutoff: z.number().int(),
  ...spread.shape,
});

/** How lists are spread over the items. */
const listScore = z.object({
  cutoff: z.number().int(),
  /** Share of all items that stand in at least one list. */
  coverage: spread,
  /** Of the number of lists that items stand in: 0 all alike, towards 1 few items in all lists. */
  gini: spread,
  /** Mean −log₂ of the items' share of train interactions, bits. */
  novelty: spread,
});

export const recommendRow = z.object({
  /** `m3csr` or `m3csr/no-gate`. */
  label: z.string(),
  model: z.string(),
  variant: z.string().nullable(),
  title: z.string(),
  /** Those that ended well. */
  seeds: z.array(z.number().int()),
  failures: z.array(z.object({ seed: z.number().int(), reason: z.string() })),
  /** Empty when every run failed; so are `lists`. */
  scores: z.array(metricScore),
  lists: z.array(listScore),
  /** Recall on validation of the kept weights; null without validation items. */
  validation: spread.nullable(),
  /** Epoch whose weights were kept, one for each seed; empty for models in closed form. */
  bestEpochs: z.array(z.number().int()),
  /** Of training with its validations and of ranking; null when every run failed. */
  seconds: spread.nullable(),
  /** Largest of any seed. */
  peakMemoryBytes: z.number().nullable(),
  /** This row minus the best baseline at the cutoff that epochs are selected by; null for that baseline. */
  againstBest: differences.nullable(),
  /** A variant minus its model as recommended; null for rows that are no variant. */
  againstDefault: differences.nullable(),
});
export type RecommendRow = z.infer<typeof recommendRow>;

/** One run before it is done. */
const plannedRun = z.object({
  label: z.string(),
  seed: z.number().int(),
  /** `stored`: done by an earlier run of the benchmark and taken over. */
  state: z.enum(['stored', 'to do']),
});

/** `vidtoken benchmark recommend --json`. */
export const benchmarkRecommendReport = z.object({
  protocol: z.object({
    id: z.string(),
    source: z.string(),
    note: z.string(),
    masksValidation: z.boolean(),
    selectionCutoff: z.number().int(),
    ndcg: z.enum(['standard', 'ngcf']),
  }),
  dataset: z.object({
    name: z.string(),
    users: z.number().int(),
    items: z.number().int(),
    train: z.number().int(),
    valid: z.number().int(),
    test: z.number().int(),
    /** Users with a test item. */
    evaluatedUsers: z.number().int(),
    /** Users without a test item: in no mean. */
    leftOutUsers: z.number().int(),
    /** Evaluated users without a train item: kept. */
    evaluatedWithoutTrain: z.number().int(),
    slices: z.array(z.object({ slice: z.string(), items: z.string(), users: z.number().int() })),
  }),
  checksum,
  cutoffs: z.array(z.number().int()),
  seeds: z.array(z.number().int()),
  /** Short trainings: the numbers mean little. */
  quick: z.boolean(),
  plan: z.array(plannedRun),
  /** Label of the baseline with the highest mean Recall on test; null when no baseline ran. */
  bestBaseline: z.string().nullable(),
  /** Standard error of the Recall of the best baseline, over users; null when nothing ran. */
  noise: z.object({ recall: z.number(), standardError: z.number() }).nullable(),
  /** Empty with `--dry-run`. */
  rows: z.array(recommendRow),
  /** Scores of others on this very split; empty for any other split or cutoff. */
  references: z.array(
    z.object({
      name: z.string(),
      origin: z.enum(['measured', 'printed']),
      recall: z.number(),
      ndcg: z.number().optional(),
      note: z.string().optional(),
    }),
  ),
  /** Files with the lists, when they were asked for. */
  rankings: z.array(z.string()),
  seconds: z.number().nonnegative(),
});
export type BenchmarkRecommendReport = z.infer<typeof benchmarkRecommendReport>;

import { z } from 'zod';

/** Mean over the queries with a 95 % percentile bootstrap interval over the queries. */
const interval = z.object({ mean: z.number(), low: z.number(), high: z.number() });

const scoresAtCutoff = z.object({
  cutoff: z.number().int(),
  /** DreamUMM, equation 10: mean of R_i / L_i. */
  hitRate: interval,
  /** R_i / K. */
  precision: interval,
  /** Share of queries with at least one relevant video among the first K. */
  hitRateBinary: interval,
});

/** One row of the table. */
export const retrievalRow = z.object({
  /**
   * `token`: the video tokens (with description distillation); `pooled`: all modality vectors, standardised and
   * concatenated (without); `visual`, `audio`, `text`: one modality, standardised; `random`: random orders.
   */
  kind: z.string(),
  /** Width of the vectors; null for `random`. */
  dimension: z.number().int().nullable(),
  /** Gallery videos that have such a vector; the others rank last. Null for `random`. */
  present: z.number().int().nullable(),
  /** `index`: ranked by the store's vector index; `exact`: every vector compared. Null for `random`. */
  search: z.enum(['index', 'exact']).nullable(),
  scores: z.array(scoresAtCutoff),
});
export type RetrievalRow = z.infer<typeof retrievalRow>;

export const retrievalTable = z.object({
  label: z.string(),
  /** `held-out`: queries and gallery are only videos that the model was not trained on. */
  scope: z.enum(['all', 'held-out']),
  /** Videos with the label: who is searched. */
  gallery: z.number().int(),
  /** Different values of the label in the gallery. */
  values: z.number().int(),
  queries: z.number().int(),
  /** Videos left out as queries because no other one has their value. */
  queriesWithoutRelevant: z.number().int(),
  /** Mean of L_i. */
  meanRelevant: z.number(),
  /** SHA-256 of gallery, values and queries: only scores with equal hashes are comparable. */
  relevanceHash: z.string(),
  /** Expected scores of a random order, and the best that any order can reach. */
  bounds: z.array(
    z.object({
      cutoff: z.number().int(),
      chanceHitRate: z.number(),
      bestHitRate: z.number(),
      chancePrecision: z.number(),
      bestPrecision: z.number(),
    }),
  ),
  rows: z.array(retrievalRow),
  /** HitRate of `token` less that of `pooled` on the same queries: a paired bootstrap. Empty without tokens. */
  tokenMinusPooled: z.array(z.object({ cutoff: z.number().int(), hitRate: interval })),
});
export type RetrievalTable = z.infer<typeof retrievalTable>;

/** `vidtoken benchmark retrieval --json`. */
export const benchmarkRetrievalReport = z.object({
  /** Null when no model has been trained: then there is no row `token`. */
  space: z.object({ id: z.string(), dimension: z.number().int(), metric: z.literal('cosine') }).nullable(),
  /** SHA-256 over the relevance hashes of all tables. */
  relevanceHash: z.string(),
  seed: z.number().int(),
  cutoffs: z.array(z.number().int()),
  /** Number of queries asked for with `--queries`; null for all. */
  queryLimit: z.number().int().nullable(),
  exact: z.boolean(),
  stored: z.number().int(),
  withToken: z.number().int(),
  /** The vector index; null when the store has none and every search is a full scan. */
  index: z
    .object({
      name: z.string(),
      type: z.string(),
      indexedRows: z.number().int(),
      unindexedRows: z.number().int(),
    })
    .nullable(),
  /** What the store's own search, with its index, finds of the exact neighbours; null without tokens. */
  indexRecall: z
    .object({
      queries: z.number().int(),
      atCutoff: z.array(z.object({ cutoff: z.number().int(), recall: z.number() })),
    })
    .nullable(),
  tables: z.array(retrievalTable),
  /** What was left out and why. */
  notes: z.array(z.string()),
  seconds: z.number().nonnegative(),
});
export type BenchmarkRetrievalReport = z.infer<typeof benchmarkRetrievalReport>;

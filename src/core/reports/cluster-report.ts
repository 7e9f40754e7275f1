import { z } from 'zod';

/** What was done for one kind of cluster ids. */
export const clusterSummary = z.object({
  /** `content`: concatenated modality vectors; `token`: video tokens. */
  kind: z.enum(['content', 'token']),
  /**
   * `fitted`: first centres. `refitted`: new centres, ids kept where members stayed. `assigned`: rows without an
   * id got the nearest stored centre. `unchanged`: no row was without an id. `skipped`: there was nothing to cluster.
   */
  action: z.enum(['fitted', 'refitted', 'assigned', 'unchanged', 'skipped']),
  /** Why nothing was done, or why centres were fitted anew unasked. */
  reason: z.string().nullable(),
  /** Embedding space of the tokens, or extractor set of the content vectors. */
  space: z.string().nullable(),
  /** Number of centres. */
  k: z.number().int(),
  /** Raised by one with each fit; 0 before the first. */
  version: z.number().int(),
  /** [k] members of each cluster when the centres were fitted. */
  sizes: z.array(z.number().int()),
  /** Rows that got an id in this run. */
  assigned: z.number().int(),
  /** Rows the centres were fitted on: all of them, or a seeded sample of a large store. Null without a fit. */
  fittedOn: z.number().int().nullable(),
  /** Mean squared distance of a row to its centre when the centres were fitted. */
  meanInertia: z.number().nullable(),
  /** Simplified silhouette over the rows assigned in this run, 0…1; null with one centre or no rows. */
  silhouette: z.number().nullable(),
  /** Ids that went on with at least one of their former members; null unless `refitted`. */
  keptIds: z.number().int().nullable(),
  /** Share of the rows whose id stayed the same, 0…1; null unless `refitted`. */
  keptRowsShare: z.number().nullable(),
  seed: z.number().int(),
});
export type ClusterSummary = z.infer<typeof clusterSummary>;

/** `vidtoken cluster --json`. */
export const clusterReport = z.object({
  sets: z.array(clusterSummary),
  seconds: z.number().nonnegative(),
});
export type ClusterReport = z.infer<typeof clusterReport>;

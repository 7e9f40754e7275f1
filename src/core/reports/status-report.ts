import { z } from 'zod';

/** `vidtoken status --json`: what is stored and what is stale. */
export const statusReport = z.object({
  dataFolder: z.string(),
  videos: z.number().int(),
  /** Those of them that were imported as features, without a file. */
  withoutMedia: z.number().int(),
  /** Events of users. */
  interactions: z.number().int(),
  extractors: z.string(),
  /** Rows by embedding space; rows without a token stand under `none`. */
  spaces: z.record(z.string(), z.number().int()),
  model: z.object({ spaceId: z.string(), folder: z.string() }).nullable(),
  /** Descriptions by describer and model: more than one name beside `manifest` is a mixed store. */
  describers: z.record(z.string(), z.number().int()),
  /** Everything that was ever asked of models, and what it cost. */
  teachers: z.array(
    z.object({
      describerId: z.string(),
      model: z.string(),
      calls: z.number().int(),
      accepted: z.number().int(),
      inputTokens: z.number().int(),
      outputTokens: z.number().int(),
      /** US dollars of the calls whose price is known. */
      costUsd: z.number(),
      unpricedCalls: z.number().int(),
      /** Upper bound in US dollars of calls whose usage never arrived. */
      possibleCostUsd: z.number(),
    }),
  ),
  /** Videos that could not be described, by code. */
  quarantine: z.record(z.string(), z.number().int()),
  clusters: z.object({
    content: z.object({ count: z.number().int(), version: z.number().int() }).nullable(),
    token: z.object({ count: z.number().int(), version: z.number().int(), space: z.string() }).nullable(),
  }),
  failures: z.record(z.string(), z.number().int()),
  indexes: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.string()),
      type: z.string(),
      indexedRows: z.number().int(),
      unindexedRows: z.number().int(),
    }),
  ),
  stale: z.object({
    /** Rows with a file that have no token yet. */
    withoutToken: z.number().int(),
    /** Rows whose token is of another space than the current model's. */
    otherSpace: z.number().int(),
    withoutCluster: z.number().int(),
    /** The token centres are of another space than the current model's: a re-embedding was killed. */
    tokenClustersOfOtherSpace: z.boolean(),
    /** Stored files that are no longer on disk; counted with `--files` only. */
    missingFiles: z.array(z.string()).nullable(),
    /** Runs that were killed. */
    interruptedRuns: z.number().int(),
  }),
  lastRuns: z.array(
    z.object({
      id: z.string(),
      command: z.string(),
      status: z.string(),
      startedAt: z.string(),
      seconds: z.number().nullable(),
    }),
  ),
  /** Bytes under the data folder. */
  sizeBytes: z.number().int(),
});
export type StatusReport = z.infer<typeof statusReport>;

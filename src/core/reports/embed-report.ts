import { z } from 'zod';
import { distillSummary } from './distill-report.js';
import { stageTimings } from './stage-timings.js';
import { teacherReport } from './teacher-report.js';

export const failedInput = z.object({ file: z.string(), code: z.string(), reason: z.string() });
export type FailedInput = z.infer<typeof failedInput>;

/** `vidtoken embed --json`. */
export const embedReport = z.object({
  /** Inputs seen: files and bad manifest lines, without ignored side-car files. */
  scanned: z.number().int(),
  /** Videos that got their token in this run. */
  embedded: z.number().int(),
  /** Already stored under this path with this metadata. */
  unchanged: z.number().int(),
  /** Stored contents that were seen under a new path while the old one is gone. */
  moved: z.number().int(),
  /** Stored contents whose manifest line changed: read again. */
  updated: z.number().int(),
  /** Inputs whose bytes are stored under another name. */
  duplicates: z.number().int(),
  duplicateFiles: z.array(z.object({ file: z.string(), sameAs: z.string() })),
  failed: z.array(failedInput),
  /** Videos that were read and stored in this run. */
  ingested: z.number().int(),
  /** Inputs that are stored and wait for a model, because there are too few videos to train one. */
  pending: z.number().int(),
  /** Stored videos that were embedded again because their token was of another space. */
  reembedded: z.number().int(),
  spaceId: z.string().nullable(),
  /** Number of content clusters; 0 before the first clustering. */
  clusters: z.number().int(),
  /** Vectors that trained recommenders gave to videos they had none for, from content alone. */
  itemVectors: z.number().int(),
  /** Videos in the store after the run. */
  stored: z.number().int(),
  /** A stored video to try `vidtoken similar` on. */
  exampleId: z.string().nullable(),
  /** Present when this run trained a model. */
  distilled: distillSummary.optional(),
  /** Null with `--dry-run`. */
  teacher: teacherReport.nullable(),
  dryRun: z.boolean(),
  seconds: z.number().nonnegative(),
  stages: stageTimings,
});
export type EmbedReport = z.infer<typeof embedReport>;

import { z } from 'zod';

/** SHA-256 of what a model learns from and is scored on. */
export const dataChecksum = z.object({ split: z.string(), features: z.string(), clusters: z.string() });
export type DataChecksum = z.infer<typeof dataChecksum>;

/** One run: a model with one seed. */
const benchmarkRun = z.object({
  seed: z.number().int(),
  /** Names the stored result: see `resultKey`. */
  key: z.string(),
});
export type BenchmarkRun = z.infer<typeof benchmarkRun>;

/** What one child process does: it trains a model and writes one result for each run. */
export const benchmarkJob = z.object({
  /** Absolute folder of the store. */
  dataFolder: z.string(),
  /** Absolute folder of the results. */
  resultsFolder: z.string(),
  protocol: z.string(),
  model: z.string(),
  /** Resolved configuration of the model. */
  config: z.record(z.string(), z.unknown()),
  /** A trained model has one; one in closed form is computed once, and ties are broken by each seed. */
  runs: z.array(benchmarkRun).min(1),
  masksValidation: z.boolean(),
  /** K of the Recall on validation that epochs are selected by. */
  selectionCutoff: z.number().int().positive(),
  /** Length of the stored lists. */
  depth: z.number().int().positive(),
  /** As the planner saw the data; other data is refused. */
  checksum: dataChecksum,
  codeHash: z.string(),
  codeVersion: z.string(),
  /** Threads of one product. */
  threads: z.number().int().positive(),
});
export type BenchmarkJob = z.infer<typeof benchmarkJob>;

/** A line that the child process writes for its parent. */
export const jobMessage = z.object({
  epoch: z.number().int(),
  loss: z.number(),
  validation: z.number().optional(),
});
export type JobMessage = z.infer<typeof jobMessage>;

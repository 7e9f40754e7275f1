import { z } from 'zod';
import { cursor, nextCursor, pageLimit } from './paging.js';

export const runSummary = z
  .object({
    id: z.string(),
    command: z.string(),
    status: z.string(),
    startedAt: z.string(),
    seconds: z.number().nullable(),
    spaceId: z.string().nullable(),
    seed: z.number().nullable(),
    codeVersion: z.string(),
  })
  .meta({ id: 'RunSummary' });

export const listRunsQuery = z.strictObject({
  limit: pageLimit,
  cursor: cursor.optional(),
  command: z.string().max(64).optional(),
});
export const runPage = z.object({ runs: z.array(runSummary), nextCursor }).meta({ id: 'RunPage' });
export const runPath = z.object({ id: z.string().min(1).max(128) });

/** A table that a run made: retrieval and recommender benchmarks, ablations. */
export const resultTable = z
  .object({
    title: z.string(),
    columns: z.array(z.string()),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
    notes: z.array(z.string()),
  })
  .meta({ id: 'ResultTable' });
export type ResultTable = z.infer<typeof resultTable>;

export const runDetail = runSummary
  .extend({
    config: z.unknown(),
    dataHash: z.string().nullable(),
    promptHash: z.string().nullable(),
    report: z.unknown(),
    tables: z.array(resultTable),
  })
  .meta({ id: 'RunDetail' });

export const curve = z
  .object({
    name: z.string(),
    unit: z.string(),
    points: z.array(z.object({ x: z.number(), y: z.number() })),
  })
  .meta({ id: 'Curve' });

export const modelSummary = z
  .object({
    id: z.string().describe('Space that it makes'),
    isCurrent: z.boolean(),
    dimension: z.number().int(),
    trainedAt: z.string().nullable(),
    epochs: z.number().int().nullable(),
    trainingVideos: z.number().int().nullable(),
    validationVideos: z.number().int().nullable(),
    diagnostics: z.array(
      z.object({
        name: z.string(),
        value: z.number().nullable(),
        chance: z.number().nullable(),
        meaning: z.string(),
      }),
    ),
  })
  .meta({ id: 'ModelSummary' });
export type ModelSummary = z.infer<typeof modelSummary>;
export const modelList = z.object({ models: z.array(modelSummary) }).meta({ id: 'ModelList' });
export const modelPath = z.object({ id: z.string().min(1).max(128) });
export const modelDetail = modelSummary
  .extend({ curves: z.array(curve).describe('Against the epoch or the step'), config: z.unknown() })
  .meta({ id: 'ModelDetail' });

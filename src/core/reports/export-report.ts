import { z } from 'zod';

export const EXPORT_FORMATS = ['parquet', 'npy', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** `vidtoken export --json`. */
export const exportReport = z.object({
  format: z.enum(EXPORT_FORMATS),
  rows: z.number().int(),
  /** Files that were written; empty when the rows went to standard output. */
  files: z.array(z.string()),
  /** Rows without a vector, by kind: `token`, `visual`, `audio`, `text`. In npy files they are NaN. */
  missing: z.record(z.string(), z.number().int()),
});
export type ExportReport = z.infer<typeof exportReport>;

/** One line of `vidtoken export --format jsonl`; what is unknown is `null`, a missing vector is absent. */
export const exportLine = z.object({
  id: z.string(),
  uri: z.string(),
  labels: z.record(z.string(), z.string()),
  /** Content cluster (M3CSR, section 4.2). */
  clusterId: z.number().int().nullable(),
  tokenClusterId: z.number().int().nullable(),
  description: z.string().nullable(),
  vectors: z.record(z.string(), z.array(z.number())),
});
export type ExportLine = z.infer<typeof exportLine>;

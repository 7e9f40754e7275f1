import { z } from 'zod';

/** `vidtoken fetch --json`. */
export const fetchReport = z.object({
  /** True when files were only listed. */
  dryRun: z.boolean(),
  models: z.array(
    z.object({
      /** Id on the hub. */
      model: z.string(),
      /** Commit that all files are from. */
      commit: z.string(),
      /** Absolute. */
      folder: z.string(),
      totalBytes: z.number().int(),
      /** What had to be downloaded, or would have to be. */
      missingBytes: z.number().int(),
      files: z.array(
        z.object({
          path: z.string(),
          sizeBytes: z.number().int(),
          /** Before the download; `other`: there was a file with other bytes. */
          state: z.enum(['present', 'missing', 'other']),
        }),
      ),
    }),
  ),
});
export type FetchReport = z.infer<typeof fetchReport>;

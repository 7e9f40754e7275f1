import { z } from 'zod';

/** Columns, not rows: 100,000 points stay a few megabytes. */
export const videoMap = z
  .object({
    spaceId: z.string(),
    fittedAt: z.string(),
    method: z.string().describe('umap, or pca for very small sets'),
    fittedOn: z
      .number()
      .int()
      .describe('Videos that the projection was fitted on; the others stand beside their neighbours'),
    ids: z.array(z.string()),
    x: z.array(z.number()).describe('0…1'),
    y: z.array(z.number()).describe('0…1'),
    clusters: z.array(z.number().int().nullable()),
    tokenClusters: z.array(z.number().int().nullable()),
    labels: z.record(
      z.string(),
      z.object({
        values: z.array(z.string()),
        codes: z.array(z.number().int()).describe('Place in `values`; −1 for none'),
      }),
    ),
    modalities: z
      .object({ values: z.array(z.string()), codes: z.array(z.number().int()) })
      .describe('Which modalities a video has, such as `visual + audio`'),
  })
  .meta({ id: 'VideoMap' });
export type VideoMap = z.infer<typeof videoMap>;

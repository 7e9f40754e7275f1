import { z } from 'zod';

/** `vidtoken prompts --json`. */
export const promptsReport = z.object({
  folder: z.string(),
  prompts: z.array(
    z.object({
      /** `describe/video.v1` */
      name: z.string(),
      task: z.string(),
      version: z.number().int(),
      /** What stands beside every description that it made. */
      hash: z.string(),
      schema: z.string().nullable(),
      maxTokens: z.number().int().nullable(),
    }),
  ),
});
export type PromptsReport = z.infer<typeof promptsReport>;

import { z } from 'zod';

/** `vidtoken demo-clips --json`. */
export const demoClipsReport = z.object({
  folder: z.string(),
  manifest: z.string(),
  /** Clips that the manifest lists. */
  clips: z.number().int(),
  /** Clips made by this call; the others were there. */
  made: z.number().int(),
});
export type DemoClipsReport = z.infer<typeof demoClipsReport>;

import { z } from 'zod';

/** `vidtoken serve --json`: one line, once requests are answered. */
export const serveReport = z.object({
  /** Such as `http://127.0.0.1:8765`. */
  address: z.string(),
  host: z.string(),
  port: z.number().int(),
  requiresTokens: z.boolean(),
  /** False when the page was not built. */
  hasPage: z.boolean(),
  videos: z.number().int(),
});
export type ServeReport = z.infer<typeof serveReport>;

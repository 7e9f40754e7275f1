import { z } from 'zod';

/** `vidtoken delete --json`. */
export const deleteReport = z.object({
  deleted: z.array(z.string()),
  missing: z.array(z.string()),
  stored: z.number().int(),
});
export type DeleteReport = z.infer<typeof deleteReport>;

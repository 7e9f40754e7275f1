import { z } from 'zod';

/** What every command prints with `--json` when it could not run: exit code 2, 3 or 1. */
export const errorReport = z.object({
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }),
});
export type ErrorReport = z.infer<typeof errorReport>;

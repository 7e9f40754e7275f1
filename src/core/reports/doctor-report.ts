import { z } from 'zod';

export const doctorCheck = z.object({
  name: z.string(),
  ok: z.boolean(),
  /** What was found. */
  detail: z.string(),
  /** What to do when it is not well. */
  hint: z.string().optional(),
});
export type DoctorCheck = z.infer<typeof doctorCheck>;

/** `vidtoken doctor --json`; exit code 2 when a check is not well. */
export const doctorReport = z.object({ ok: z.boolean(), checks: z.array(doctorCheck) });
export type DoctorReport = z.infer<typeof doctorReport>;

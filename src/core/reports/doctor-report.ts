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

/** One rung of the ladder of compute backends. */
export const doctorBackend = z.object({
  name: z.string(),
  /** `absent`: an optional package or a GPU is missing. `failed`: it should work and does not. */
  state: z.enum(['ok', 'absent', 'failed']),
  /** What it is, or why it does not work. */
  detail: z.string(),
  /** What to install or do to have it. */
  hint: z.string().optional(),
  /** Measured speed of a square matrix product, 10⁹ floating-point operations per second. */
  gigaflops: z.number().positive().optional(),
  /** True for the one that `--backend auto` takes. */
  auto: z.boolean(),
});
export type DoctorBackend = z.infer<typeof doctorBackend>;

/** A feature extractor that needs weights. */
export const doctorExtractor = z.object({
  id: z.string(),
  state: z.enum(['ready', 'weights-missing', 'invalid']),
  /** Absolute folder of its weights. */
  folder: z.string(),
  /** Why it cannot be used. */
  problem: z.string().optional(),
});
export type DoctorExtractor = z.infer<typeof doctorExtractor>;

/** `vidtoken doctor --json`; exit code 2 when a check is not well. What is optional and absent is listed, no more. */
export const doctorReport = z.object({
  ok: z.boolean(),
  checks: z.array(doctorCheck),
  /** The ladder, fastest first. */
  backends: z.array(doctorBackend),
  learnedExtractors: z.array(doctorExtractor),
});
export type DoctorReport = z.infer<typeof doctorReport>;

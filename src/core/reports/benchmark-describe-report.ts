import { z } from 'zod';

/** Mean over the clips with a 95 % percentile bootstrap interval over them. */
const interval = z.object({ mean: z.number(), low: z.number(), high: z.number() });

/** One describer over all clips. */
export const describerScore = z.object({
  id: z.string(),
  model: z.string().nullable(),
  promptHash: z.string(),
  /** Clips that it was asked about. */
  clips: z.number().int(),
  /** Clips for which it had an answer; the others count as an empty text. */
  answered: z.number().int(),
  /** Share of the facts that it stated. */
  stated: interval,
  /** Wrong statements of a clip. */
  wrongPerClip: interval,
  wrongTotal: z.number().int(),
  meanWords: z.number(),
  /** Decoding of what it looks at included; the first clip loads its models. */
  secondsPerClip: z.number().nonnegative(),
  clipScores: z.array(
    z.object({
      id: z.string(),
      stated: z.number().int(),
      wanted: z.number().int(),
      wrong: z.array(z.string()),
      words: z.number().int(),
    }),
  ),
  failures: z.array(z.object({ id: z.string(), code: z.string(), reason: z.string() })),
});
export type DescriberScore = z.infer<typeof describerScore>;

/** `vidtoken benchmark describe --json`. */
export const benchmarkDescribeReport = z.object({
  factsPath: z.string(),
  /** SHA-256 of the facts that were used: only scores with equal hashes are comparable. */
  factsHash: z.string(),
  /** Facts over all clips. */
  facts: z.number().int(),
  clips: z.number().int(),
  /** Ids of the facts file whose video is not there. */
  missing: z.array(z.string()),
  /** Seed of the bootstrap. */
  seed: z.number().int(),
  describers: z.array(describerScore),
  seconds: z.number().nonnegative(),
});
export type BenchmarkDescribeReport = z.infer<typeof benchmarkDescribeReport>;

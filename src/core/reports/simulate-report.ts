import { z } from 'zod';

/** `vidtoken simulate --json`. */
export const simulateReport = z.object({
  /** Always true: nobody watched anything. */
  simulated: z.literal(true),
  space: z.string(),
  seed: z.number().int(),
  users: z.number().int(),
  /** Users with at least one event. */
  activeUsers: z.number().int(),
  days: z.number().int(),
  startMs: z.number().int(),
  items: z.number().int(),
  /** Videos of the store among them; the others are made-up variants. */
  storedItems: z.number().int(),
  interactions: z.number().int(),
  meanWatchSeconds: z.number().nullable(),
  /** Mean of watched share of the duration; replays make more than 1. */
  meanWatchRatio: z.number().nullable(),
  /** File that was written; null when the events went into the store. */
  out: z.string().nullable(),
  notes: z.array(z.string()),
  seconds: z.number().nonnegative(),
});
export type SimulateReport = z.infer<typeof simulateReport>;

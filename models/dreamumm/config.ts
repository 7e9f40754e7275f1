import { z } from 'zod';

/** Every knob of DreamUMM with its default. The paper names α and t and gives no values for them. */
export const dreamUmmConfig = z.object({
  /** α of eq. 4 per second: one second around the threshold moves a by about α / 4. */
  alphaPerSecond: z.number().positive().default(0.5),
  /**
   * Watched time counts up to so many durations. Replays of a short video would otherwise weigh more than any long
   * video can.
   */
  maximumWatchRatio: z.number().positive().default(1),
  /** A watch of this age counts half; without it all watches count alike, as in eq. 3. */
  decayHalfLifeDays: z.number().positive().optional(),
  /** Groups of similar duration on whose watch times the thresholds t are fitted (D2Q). */
  durationGroups: z.number().int().positive().default(12),
  /** A watch above this quantile of its duration group is a long view. */
  longViewQuantile: z.number().min(0).max(1).default(0.6),
  /** Duration groups with fewer watches are merged with their neighbour. */
  minimumGroupWatches: z.number().int().positive().default(50),
});
export type DreamUmmConfig = z.infer<typeof dreamUmmConfig>;

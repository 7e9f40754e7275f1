import { z } from 'zod';

/**
 * Every assumption of the simulation. Chosen to give sessions of some ten videos and a long view for every third to
 * second one; none is fitted to a platform or to a result.
 */
export const worldSettings = z.object({
  /** Interests that a user has at a time. */
  minimumInterests: z.number().int().positive().default(2),
  maximumInterests: z.number().int().positive().default(4),
  /** Length of the random vector that is added to the token of a random video to make an interest. */
  interestSpread: z.number().min(0).default(0.7),
  /** Deviation of the daily random walk of the interests' logits. */
  interestDrift: z.number().min(0).default(0.3),
  /** Chance per day that one interest gives way to a new one. */
  interestTurnover: z.number().min(0).max(1).default(0.05),
  /** How much each part moves the appeal of a video for a user; each part has deviation about 1. */
  interestWeight: z.number().min(0).default(1),
  qualityWeight: z.number().min(0).default(0.5),
  tasteWeight: z.number().min(0).default(0.6),
  moodWeight: z.number().min(0).default(0.6),
  /** Watch time grows with duration^exponent (below 1: long videos are watched longer, but a smaller share). */
  durationExponent: z.number().min(0).max(1).default(0.75),
  /** Share of a ten-second video of appeal 0 that is watched, before noise. */
  tenSecondShare: z.number().positive().default(0.45),
  /** How much one unit of appeal multiplies the logarithm of the watch time. */
  appealEffect: z.number().min(0).default(0.6),
  /** A video can be replayed up to so many durations. */
  replayCap: z.number().min(1).default(2),
  /** Logit of the chance that a video of appeal 0 is swiped away at once. */
  swipeLogit: z.number().default(-1.5),
  /** Share of videos that arrive after the first day, evenly over all days. */
  coldShare: z.number().min(0).max(1).default(0.3),
  /** Share of users who come for the first time after the warm-up. */
  newUserShare: z.number().min(0).max(1).default(0.1),
  /** Logit of going on after a video of appeal 0, and how much appeal adds to it; each video played takes something. */
  goOnLogit: z.number().default(2.2),
  goOnAppeal: z.number().min(0).default(0.5),
  goOnFatigue: z.number().min(0).default(0.04),
  maximumSessionVideos: z.number().int().positive().default(40),
  /** How much the pleasure of past sessions adds to the logit of opening the app. */
  returnAppeal: z.number().min(0).default(0.8),
});
export type WorldSettings = z.infer<typeof worldSettings>;

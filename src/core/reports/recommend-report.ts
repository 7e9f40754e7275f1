import { z } from 'zod';
import { searchHit } from './search-report.js';

/** One recommended video; `score` is what the list is ordered by. */
export const recommendation = searchHit.extend({
  /** Sentences for people: why this video, for this user. */
  reasons: z.array(z.string()),
});
export type RecommendationReport = z.infer<typeof recommendation>;

/** `vidtoken recommend --json`. */
export const recommendReport = z.object({
  /** Null for a history that was given by hand. */
  user: z.string().nullable(),
  /** Model that was asked for. */
  model: z.string(),
  /** What made the list: `factors` (stored user and item vectors), `dreamumm`, `candidate-dreamumm`, or `other-scores` alone. */
  branch: z.enum(['factors', 'dreamumm', 'candidate-dreamumm', 'other-scores']),
  /** Why this branch was taken. */
  branchReason: z.string(),
  /** Space of the vectors that were compared. */
  space: z.string(),
  /** Events of the history that were used. */
  historyLength: z.number().int(),
  /** Videos that were left out because the user has seen them. */
  seen: z.number().int(),
  /** Videos that could have been recommended. */
  candidates: z.number().int(),
  hits: z.array(recommendation),
});
export type RecommendReport = z.infer<typeof recommendReport>;

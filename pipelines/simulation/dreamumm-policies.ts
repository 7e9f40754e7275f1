import type { CandidateContrast } from '../../models/candidate-dreamumm/candidate-vector.js';
import type { LongViewPredictor } from '../../models/candidate-dreamumm/long-view-predictor.js';
import type { PreferenceOptions } from '../../models/dreamumm/preference-score.js';
import type { SpaceId } from '../../src/core/ids.js';
import { processUserRequest } from '../process-user-request.js';
import { popularityPolicy } from './simple-policies.js';
import type { WatchPolicy } from './watch-policy.js';

/** Ranks by Algorithm 1, with one branch or the other; a user without μ gets what is popular. */
export function dreamUmmPolicy(options: {
  readonly id: string;
  readonly purpose: string;
  readonly spaceId: SpaceId;
  readonly preference: PreferenceOptions & { readonly decayHalfLifeDays?: number };
  /** Given: Candidate-DreamUMM (eq. 6). Absent: DreamUMM (eq. 3). */
  readonly predictor?: LongViewPredictor;
  readonly contrast?: CandidateContrast;
}): WatchPolicy {
  const { id, purpose, spaceId, preference, predictor, contrast = 'as-predicted' } = options;
  return {
    id,
    purpose,
    rank(input) {
      const rowOf = new Map(input.candidates.map((row) => [input.itemIds[row], row]));
      const { branch, items } = processUserRequest({
        nowMs: input.nowMs,
        watches: input.watches,
        tokens: input.tokens,
        spaceId,
        candidates: { itemIds: input.itemIds, gallery: input.gallery, rows: input.candidates },
        limit: input.limit,
        preference,
        ...(predictor === undefined ? {} : { predictor }),
        contrast,
        policy: {
          mode: predictor === undefined ? 'never' : 'always',
          maximumGapSeconds: Number.MAX_VALUE,
          minimumWatches: 0,
        },
        maskWatched: false,
        tieSeed: input.seed,
      });
      if (branch === 'other-scores') return popularityPolicy.rank(input);
      return items.map(({ itemId }) => rowOf.get(itemId) as number);
    },
  };
}

import { z } from 'zod';
import type { Watch } from '../../models/dreamumm/watch.js';

/** When Algorithm 1 builds the user from the candidates instead of the history: its flag useCandidate, as data. */
export const useCandidatePolicy = z.object({
  /** `auto` decides by the two limits below. */
  mode: z.enum(['auto', 'always', 'never']).default('auto'),
  /** A newest watch older than this says little about now. Histories without times are not judged by it. */
  maximumGapSeconds: z
    .number()
    .positive()
    .default(3 * 86_400),
  /** Fewer watches of videos with a token than this are too few for eq. 3. */
  minimumWatches: z.number().int().nonnegative().default(5),
});
export type UseCandidatePolicy = z.infer<typeof useCandidatePolicy>;

/** What was decided, and the reason as a code and as a sentence. */
export interface CandidateDecision {
  readonly useCandidate: boolean;
  readonly code: 'always' | 'never' | 'few-watches' | 'old-history' | 'recent-history';
  readonly reason: string;
}

/** @param options.watches those of videos with a usable token */
export function decideUseCandidate(options: {
  readonly policy: UseCandidatePolicy;
  readonly watches: readonly Watch[];
  readonly nowMs: number;
}): CandidateDecision {
  const { policy, watches, nowMs } = options;
  if (policy.mode === 'always') {
    return { useCandidate: true, code: 'always', reason: 'the policy always looks at the candidates' };
  }
  if (policy.mode === 'never') {
    return { useCandidate: false, code: 'never', reason: 'the policy never looks at the candidates' };
  }
  const { minimumWatches, maximumGapSeconds } = policy;
  if (watches.length < minimumWatches) {
    const reason = `${watches.length} watched videos, fewer than ${minimumWatches}`;
    return { useCandidate: true, code: 'few-watches', reason };
  }
  const newestMs = watches.reduce((newest, { atMs = -Infinity }) => Math.max(newest, atMs), -Infinity);
  const gapSeconds = (nowMs - newestMs) / 1000;
  if (newestMs !== -Infinity && gapSeconds > maximumGapSeconds) {
    const reason = `the last watch is ${hours(gapSeconds)} hours ago, longer than ${hours(maximumGapSeconds)}`;
    return { useCandidate: true, code: 'old-history', reason };
  }
  return { useCandidate: false, code: 'recent-history', reason: `${watches.length} recent watched videos` };
}

function hours(seconds: number): string {
  return (seconds / 3600).toFixed(1);
}

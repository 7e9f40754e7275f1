import { type CandidateContrast, candidateVector } from '../models/candidate-dreamumm/candidate-vector.js';
import type { LongViewPredictor } from '../models/candidate-dreamumm/long-view-predictor.js';
import type { PreferenceOptions } from '../models/dreamumm/preference-score.js';
import type { TokenGallery } from '../models/dreamumm/token-gallery.js';
import {
  type TokenLookup,
  type UserVector,
  usableToken,
  userVector,
} from '../models/dreamumm/user-vector.js';
import type { Watch } from '../models/dreamumm/watch.js';
import { VidtokenError } from '../src/core/errors.js';
import type { SpaceId, VideoId } from '../src/core/ids.js';
import { topK } from '../src/math/top-k.js';
import {
  type BlendedPart,
  blendScores,
  type OtherScore,
  type ScoreNormalisation,
} from './user-request/blend-scores.js';
import { type Contribution, watchContributions } from './user-request/contributions.js';
import {
  type CandidateDecision,
  decideUseCandidate,
  type UseCandidatePolicy,
} from './user-request/use-candidate.js';

/** Everything that Algorithm 1 needs; nothing is read from anywhere. */
export interface UserRequest {
  readonly nowMs: number;
  /** I_u: what the user watched, oldest first. */
  readonly watches: readonly Watch[];
  /** Tokens of the watched videos. A watch of a video without one does not count. */
  readonly tokens: TokenLookup;
  /** Space of all tokens. */
  readonly spaceId: SpaceId;
  /** V: the videos to choose from. */
  readonly candidates: CandidateSet;
  /** Videos that come back at most. */
  readonly limit: number;
  readonly preference: PreferenceOptions & { readonly decayHalfLifeDays?: number };
  /** f_seq of eq. 7; without one there is no Candidate-DreamUMM. */
  readonly predictor?: LongViewPredictor;
  /** How its predictions weigh the candidates; as eq. 6 says when absent. */
  readonly contrast?: CandidateContrast;
  readonly policy: UseCandidatePolicy;
  /** Other scores of line 11; without any the similarity alone decides. */
  readonly blend?: {
    readonly similarityWeight: number;
    readonly scores: readonly OtherScore[];
    readonly normalisation: ScoreNormalisation;
  };
  /** Leave out what the user has watched. */
  readonly maskWatched: boolean;
  /** Newest watches that the reasons are taken from; all when absent. */
  readonly explainedWatches?: number;
  /** Order of equal scores. */
  readonly tieSeed: number;
}

export interface CandidateSet {
  /** [gallery.count] */
  readonly itemIds: readonly VideoId[];
  readonly gallery: TokenGallery;
  /** Rows of the gallery to choose from, each once; all when absent. */
  readonly rows?: readonly number[];
}

export interface RecommendedItem {
  readonly itemId: VideoId;
  /** By which it was ranked: the similarity, or the sum of `parts`. */
  readonly score: number;
  /** ⟨x_i, μ⟩, −1…1; absent when there is no μ. */
  readonly similarity?: number;
  /** a_i of eq. 7 in the branch Candidate-DreamUMM: predicted probability of a long view. */
  readonly predictedLongView?: number;
  /** What the blended scores added, by name; `similarity` is one of them. Absent without a blend. */
  readonly parts?: Readonly<Record<string, number>>;
  /** Watched videos that speak most for it, best first. */
  readonly because: readonly Contribution[];
}

export interface Recommendation {
  /** Whose μ ranked the candidates; `other-scores` when there is none. */
  readonly branch: 'dreamumm' | 'candidate-dreamumm' | 'other-scores';
  readonly decision: CandidateDecision;
  /** Why another branch was taken than the decision says, and what did not count; sentences. */
  readonly notes: readonly string[];
  /** μ, [dimension], length 1 */
  readonly userVector?: Float32Array;
  /** Best first. */
  readonly items: readonly RecommendedItem[];
}

/**
 * Algorithm 1 of DreamUMM: builds μ from the history (eq. 3) or from the candidates (eq. 6), scores every candidate by
 * ⟨x_i, μ⟩, adds other scores and returns the best with their reasons. Works for users and videos that no training saw.
 * Pure: the same request gives the same answer.
 * @throws VidtokenError `space-mismatch` when the predictor was trained on tokens of another space, `invalid-value` for
 * watch times, scores or widths that cannot be
 */
export function processUserRequest(request: UserRequest): Recommendation {
  const { candidates, policy, nowMs, tokens, predictor, spaceId } = request;
  if (predictor !== undefined && predictor.spaceId !== spaceId) throw otherSpace(predictor.spaceId, spaceId);
  const watches = request.watches.filter(({ itemId }) => usableToken(tokens, itemId) !== undefined);
  const rows = eligibleRows(request);
  const history = userVector({ ...request.preference, watches, tokens });
  const decision = decideUseCandidate({ policy, watches, nowMs });
  const chosen = chooseUser({ ...request, watches, decision, history, rows });
  const notes = [...chosen.notes];
  const unusable = request.watches.length - watches.length;
  if (unusable > 0) notes.push(`${unusable} watches of videos without a usable token do not count`);
  const all = chosen.vector === undefined ? undefined : candidates.gallery.products(chosen.vector);
  const similarities = all === undefined ? undefined : taken(all, rows);
  const parts = blendedParts(request, rows, similarities);
  const scores =
    parts === undefined ? (similarities ?? new Float64Array(rows.length)) : sumOfParts(parts, rows.length);
  const best = topK({ scores, count: request.limit, tieSeed: request.tieSeed });
  const explaining = newestWatches(watches, history, request.explainedWatches);
  const items = best.map((place): RecommendedItem => {
    const row = rows[place] as number;
    const similarity = similarities?.[place];
    const predicted = chosen.predicted?.[place];
    return {
      itemId: candidates.itemIds[row] as VideoId,
      score: scores[place] as number,
      ...(similarity === undefined ? {} : { similarity }),
      ...(predicted === undefined ? {} : { predictedLongView: predicted }),
      ...(parts === undefined ? {} : { parts: namedParts(parts, place) }),
      because: watchContributions({ ...explaining, tokens, token: candidates.gallery.token(row) }),
    };
  });
  const { branch, vector } = chosen;
  return { branch, decision, notes, ...(vector === undefined ? {} : { userVector: vector }), items };
}

/** Rows that can be recommended: with a usable token and, if so asked, not watched. */
function eligibleRows({ candidates, maskWatched, watches }: UserRequest): Int32Array {
  const { gallery, itemIds, rows: chosen } = candidates;
  const { usable } = gallery;
  const watched = new Set(maskWatched ? watches.map(({ itemId }) => itemId) : []);
  const rows = new Int32Array(chosen?.length ?? itemIds.length);
  let eligible = 0;
  for (let place = 0; place < rows.length; place += 1) {
    const row = chosen === undefined ? place : (chosen[place] as number);
    if (usable[row] !== 1 || (watched.size > 0 && watched.has(itemIds[row] as VideoId))) continue;
    rows[eligible] = row;
    eligible += 1;
  }
  return rows.subarray(0, eligible);
}

/** [rows] */
function taken(values: Float32Array, rows: Int32Array): Float64Array {
  const found = new Float64Array(rows.length);
  for (let place = 0; place < rows.length; place += 1) {
    found[place] = values[rows[place] as number] as number;
  }
  return found;
}

function newestWatches(
  watches: readonly Watch[],
  history: UserVector,
  count = watches.length,
): { readonly watches: readonly Watch[]; readonly history: Pick<UserVector, 'weights'> } {
  const from = Math.max(0, watches.length - count);
  return { watches: watches.slice(from), history: { weights: history.weights.subarray(from) } };
}

interface ChosenUser {
  readonly branch: Recommendation['branch'];
  readonly vector?: Float32Array;
  /** [rows] */
  readonly predicted?: Float32Array;
  readonly notes: readonly string[];
}

/** Lines 3 to 7, and what to do where the branch that is asked for has nothing to say. */
function chooseUser(
  options: UserRequest & {
    readonly decision: CandidateDecision;
    readonly history: UserVector;
    readonly rows: Int32Array;
  },
): ChosenUser {
  const { decision, history, predictor, policy } = options;
  const { vector, absence } = history;
  const notes: string[] = [];
  if (!decision.useCandidate && vector !== undefined) return { branch: 'dreamumm', vector, notes };
  if (!decision.useCandidate) notes.push(`the history gives no user vector (${absence ?? 'no-history'})`);
  if (predictor !== undefined && policy.mode !== 'never') {
    const { rows, candidates, watches, tokens } = options;
    const rowTokens = Array.from(rows, (row) => candidates.gallery.token(row));
    const predicted = predictor.predict({ watches, tokens, candidates: rowTokens });
    const contrast = options.contrast === undefined ? {} : { contrast: options.contrast };
    const user = candidateVector({ preferences: predicted, candidates: rowTokens, ...contrast });
    const fromCandidates = user.vector;
    if (fromCandidates !== undefined) {
      return { branch: 'candidate-dreamumm', vector: fromCandidates, predicted, notes };
    }
    notes.push('the candidates give no user vector');
  } else if (decision.useCandidate) {
    notes.push('there is no trained Candidate-DreamUMM, so the history decides');
  }
  if (vector !== undefined) return { branch: 'dreamumm', vector, notes };
  return { branch: 'other-scores', notes: [...notes, 'only the other scores order the candidates'] };
}

function blendedParts(
  { blend, candidates }: UserRequest,
  rows: Int32Array,
  similarities: Float64Array | undefined,
): BlendedPart[] | undefined {
  if (blend === undefined) return undefined;
  const { normalisation, scores, similarityWeight } = blend;
  const others = blendScores({ scores, chosen: rows, candidates: candidates.itemIds.length, normalisation });
  if (similarities === undefined) return others;
  const similarity = { name: 'similarity', weight: similarityWeight, values: similarities };
  const places = Int32Array.from(similarities.keys());
  return [
    ...blendScores({ scores: [similarity], chosen: places, candidates: places.length, normalisation }),
    ...others,
  ];
}

function sumOfParts(parts: readonly BlendedPart[], count: number): Float64Array {
  const sums = new Float64Array(count);
  for (const part of parts) {
    for (let place = 0; place < count; place += 1) {
      sums[place] = (sums[place] as number) + (part.parts[place] as number);
    }
  }
  return sums;
}

function namedParts(parts: readonly BlendedPart[], place: number): Record<string, number> {
  return Object.fromEntries(parts.map(({ name, parts: values }) => [name, values[place] as number]));
}

function otherSpace(trained: SpaceId, given: SpaceId): VidtokenError {
  return new VidtokenError({
    code: 'space-mismatch',
    message: `This Candidate-DreamUMM was trained on tokens of the space ${trained}, the videos have tokens of ${given}.`,
    hint: 'Train it again on the current tokens.',
    facts: { trained, given },
  });
}

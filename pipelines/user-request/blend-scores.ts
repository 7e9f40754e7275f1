import { VidtokenError } from '../../src/core/errors.js';

/** Another signal beside the similarity: popularity, freshness … */
export interface OtherScore {
  readonly name: string;
  readonly weight: number;
  /** [candidates] finite, larger is better */
  readonly values: ArrayLike<number>;
}

/** How scores of different kinds become comparable before they are added. */
export type ScoreNormalisation = 'rank' | 'z';

/** What one score adds to each candidate. */
export interface BlendedPart {
  readonly name: string;
  /** [chosen candidates] weight times the normalised score */
  readonly parts: Float64Array;
}

/**
 * Normalises each score over the candidates that can be recommended and weighs it. `rank`: 0 for the worst, 1 for the
 * best, equal scores share the mean of their ranks. `z`: less the mean, divided by the deviation. A score that is the
 * same for all says nothing and adds 0 either way.
 * @throws VidtokenError `invalid-value` for a score of the wrong length or one that is not finite
 */
export function blendScores(options: {
  readonly scores: readonly OtherScore[];
  /** Candidates that take part, as positions in `values`. */
  readonly chosen: Int32Array;
  readonly candidates: number;
  readonly normalisation: ScoreNormalisation;
}): BlendedPart[] {
  const { scores, chosen, candidates, normalisation } = options;
  return scores.map(({ name, weight, values }) => {
    if (values.length !== candidates) throw wrongLength(name, values.length, candidates);
    const own = new Float64Array(chosen.length);
    for (let place = 0; place < chosen.length; place += 1) {
      const position = chosen[place] as number;
      own[place] = finite(values[position] as number, name, position);
    }
    const comparable = normalisation === 'rank' ? rankShares(own) : standardised(own);
    return { name, parts: comparable.map((value) => weight * value) };
  });
}

/** Numbers are sorted once and each is looked up: much quicker than sorting positions by a comparison. */
function rankShares(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const last = values.length - 1;
  const shares = new Float64Array(values.length);
  if (sorted[0] === sorted[last]) return shares;
  const ends = new Int32Array(values.length); // last place of the numbers that are equal to the one at each place
  for (let place = last; place >= 0; place -= 1) {
    ends[place] = sorted[place] === sorted[place + 1] ? (ends[place + 1] as number) : place;
  }
  for (let place = 0; place < values.length; place += 1) {
    const start = firstPlace(sorted, values[place] as number);
    shares[place] = (start + (ends[start] as number)) / 2 / last;
  }
  return shares;
}

/** Place of the first number of an ascending list that is not below `value`. */
function firstPlace(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function standardised(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const deviation = Math.sqrt(variance);
  const noise = 1e-9 * Math.max(1, Math.abs(mean));
  return values.map((value) => (deviation > noise ? (value - mean) / deviation : 0));
}

function finite(value: number, name: string, position: number): number {
  if (Number.isFinite(value)) return value;
  throw new VidtokenError({
    code: 'invalid-value',
    message: `The score "${name}" of candidate ${position} is ${value}.`,
    hint: 'Give every candidate a finite score, or leave the score out.',
    facts: { name, position },
  });
}

function wrongLength(name: string, found: number, expected: number): VidtokenError {
  return new VidtokenError({
    code: 'invalid-value',
    message: `The score "${name}" has ${found} values for ${expected} candidates.`,
    hint: 'Give one value for each candidate, in their order.',
    facts: { name, found, expected },
  });
}

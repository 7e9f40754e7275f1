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
  readonly chosen: readonly number[];
  readonly candidates: number;
  readonly normalisation: ScoreNormalisation;
}): BlendedPart[] {
  const { scores, chosen, candidates, normalisation } = options;
  return scores.map(({ name, weight, values }) => {
    if (values.length !== candidates) throw wrongLength(name, values.length, candidates);
    const own = Float64Array.from(chosen, (position) => finite(values[position] as number, name, position));
    const comparable = normalisation === 'rank' ? rankShares(own) : standardised(own);
    return { name, parts: comparable.map((value) => weight * value) };
  });
}

function rankShares(values: Float64Array): Float64Array {
  const shares = new Float64Array(values.length);
  const order = Array.from(values.keys()).sort(
    (left, right) => (values[left] as number) - (values[right] as number),
  );
  const last = values.length - 1;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < last && values[order[end + 1] as number] === values[order[start] as number]) end += 1;
    const allEqual = start === 0 && end === last;
    for (let place = start; place <= end; place += 1) {
      shares[order[place] as number] = allEqual ? 0 : (start + end) / 2 / last;
    }
    start = end + 1;
  }
  return shares;
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

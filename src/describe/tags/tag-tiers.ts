/** From the surest wording to the most careful one. */
export const TIER_NAMES = ['clearly', 'probably', 'perhaps', 'resembles'] as const;
export type TierName = (typeof TIER_NAMES)[number];

/** When something is stated, and how surely. */
export interface TierRules {
  /** Least score of each wording but `resembles`, which goes down to the floor. */
  readonly least: Readonly<Record<Exclude<TierName, 'resembles'>, number>>;
  /** Nothing below it is stated, 0…1. */
  readonly floor: number;
  /** Least peak of something that is under the floor as a whole, but there at times. */
  readonly passingPeak: number;
  /** Most that is stated in each wording. */
  readonly most: Readonly<Record<TierName | 'passing', number>>;
}

/** Something that a classifier may have seen or heard. */
export interface TagCandidate {
  /** What distinguishes it from the others. */
  readonly key: string;
  /** How a sentence calls it, for example `a dumbbell`. */
  readonly phrase: string;
  /** Over the whole video, 0…1. */
  readonly score: number;
  /** Highest score at any time, 0…1. */
  readonly peak: number;
  /** Keys of the more general candidates that hold as well whenever this one does. */
  readonly broader: readonly string[];
}

/** Candidates that are worded alike, the surest first; `passing` for what is there at times. */
export type TieredTags = Readonly<Record<TierName | 'passing', readonly TagCandidate[]>>;

const PASSING = TIER_NAMES.length;

/**
 * Chooses what is stated and how surely. Something general is left out where something more exact is stated at least
 * as surely: `a helicopter` says `a vehicle`, but `perhaps a helicopter` does not say `clearly a vehicle`. Two
 * candidates with one phrase are stated once.
 */
export function tieredTags(candidates: readonly TagCandidate[], rules: TierRules): TieredTags {
  const stated = candidates
    .flatMap((candidate) => {
      const tier = tierOf(candidate, rules);
      return tier === undefined ? [] : [{ candidate, tier }];
    })
    .sort((left, right) => left.tier - right.tier || right.candidate.score - left.candidate.score);
  const isSaid = ({ key }: TagCandidate, tier: number): boolean =>
    stated.some((other) => other.tier <= tier && other.candidate.broader.includes(key));
  const phrases = new Set<string>();
  const distinct = stated.filter(({ candidate, tier }) => {
    if (isSaid(candidate, tier) || phrases.has(candidate.phrase)) return false;
    phrases.add(candidate.phrase);
    return true;
  });
  const inTier = (wanted: number, most: number): TagCandidate[] =>
    distinct
      .filter(({ tier }) => tier === wanted)
      .map(({ candidate }) => candidate)
      .slice(0, most);
  return {
    clearly: inTier(0, rules.most.clearly),
    probably: inTier(1, rules.most.probably),
    perhaps: inTier(2, rules.most.perhaps),
    resembles: inTier(3, rules.most.resembles),
    passing: inTier(PASSING, rules.most.passing),
  };
}

/** 0 for the surest; `undefined` for what is not stated. */
function tierOf({ score, peak }: TagCandidate, { least, floor, passingPeak }: TierRules): number | undefined {
  if (score >= floor) {
    if (score >= least.clearly) return 0;
    if (score >= least.probably) return 1;
    return score >= least.perhaps ? 2 : 3;
  }
  return peak >= Math.max(passingPeak, floor) ? PASSING : undefined;
}

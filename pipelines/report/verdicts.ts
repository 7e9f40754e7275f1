import { COLLAPSE_TOKENS } from '../../models/video-token/collapse-diagnostics.js';
import type { SavedReport } from '../../models/video-token/read-saved-report.js';

export type Judgement = 'good' | 'mixed' | 'bad' | 'unknown';

/** One diagnostic in plain words. */
export interface Verdict {
  readonly question: string;
  readonly judgement: Judgement;
  /** The answer with its figures. */
  readonly finding: string;
  /** What is measured, and why it matters. */
  readonly meaning: string;
}

/** Relative rise of the loss above which a difference is clear, and below which there is none. */
const CLEAR_RISE = 0.05;
const NO_RISE = 0.01;
/** Fewer held-out videos than this say little. */
const FEW_VIDEOS = 30;
/** Times chance from which the neighbours by a label are clearly better than by chance. */
const CLEAR_PRECISION = 1.25;
const COLLAPSED = { rank: 2, cosine: 0.9 };
const NARROW = { rank: 5, cosine: 0.5 };

/** The diagnostics of a run with a verdict each, in the order in which one should ask. */
export function verdicts(report: SavedReport): Verdict[] {
  return [
    tokenIsRead(report),
    beatsNoToken(report),
    beatsFrequencies(report),
    tokensDiffer(report),
    findsOwnDescription(report),
    findsLabels(report),
  ];
}

function tokenIsRead({ validationCrossEntropy: own, shuffledCrossEntropy: shuffled }: SavedReport): Verdict {
  return {
    question: 'Does the decoder read the token?',
    ...riseOf(own, shuffled, {
      good: 'yes',
      mixed: 'a little',
      bad: 'no: the tokens carry nothing that the decoder uses',
      other: 'with the token of another video',
    }),
    meaning:
      'Held-out descriptions are decoded once from their own token and once from that of another video. A decoder that has learned the language alone does not notice.',
  };
}

function beatsNoToken({
  validationCrossEntropy: own,
  withoutTokenCrossEntropy: without,
}: SavedReport): Verdict {
  return {
    question: 'Does the token help on videos it has never seen?',
    ...riseOf(own, without, {
      good: 'yes',
      mixed: 'a little',
      bad: 'no: a decoder without any token does as well',
      other: 'for a decoder that was trained without any token',
    }),
    meaning:
      'The same decoder is trained once more with no token at all. If it is as good on held-out videos, either the tokens of the training videos were learned by heart, or the run was too short to make use of them: the curves tell which.',
  };
}

function beatsFrequencies({
  validationCrossEntropy: own,
  unigramCrossEntropy: unigram,
}: SavedReport): Verdict {
  return {
    question: 'Has it learned how descriptions are written?',
    ...riseOf(own, unigram, {
      good: 'yes',
      mixed: 'hardly',
      bad: 'no: word frequencies alone do as well',
      other: 'for word frequencies alone',
    }),
    meaning: 'The floor: every word is guessed by how often it stood in the training descriptions.',
  };
}

interface RiseWords {
  readonly good: string;
  readonly mixed: string;
  readonly bad: string;
  readonly other: string;
}

function riseOf(
  own: number | undefined,
  other: number | undefined,
  words: RiseWords,
): Pick<Verdict, 'judgement' | 'finding'> {
  if (own === undefined || other === undefined) return { judgement: 'unknown', finding: 'Not measured.' };
  const rise = other / own - 1;
  const judgement = rise > CLEAR_RISE ? 'good' : rise > NO_RISE ? 'mixed' : 'bad';
  const difference = `${Math.abs(100 * rise).toFixed(1)} % ${rise < 0 ? 'lower' : 'higher'}`;
  return {
    judgement,
    finding: `${sentence(words[judgement])} ${own.toFixed(3)} nats per description token, and ${other.toFixed(3)} ${words.other} (${difference}).`,
  };
}

function tokensDiffer({
  effectiveRank,
  meanPairwiseCosine,
  tokenDimension,
  validationVideos,
}: SavedReport): Verdict {
  const question = 'Do different videos have different tokens?';
  const meaning =
    'Collapse is when all tokens point the same way. The effective rank counts the directions that the tokens really use; a mean cosine near 0 means that two videos taken at random have nothing in common.';
  if (effectiveRank === undefined || meanPairwiseCosine === undefined) {
    return { question, meaning, judgement: 'unknown', finding: 'Not measured.' };
  }
  const is = (limit: typeof COLLAPSED): boolean =>
    effectiveRank < limit.rank || meanPairwiseCosine > limit.cosine;
  const judgement = is(COLLAPSED) ? 'bad' : is(NARROW) ? 'mixed' : 'good';
  const answer = { good: 'yes', mixed: 'within a narrow range', bad: 'no: they have collapsed' }[judgement];
  // n points span n − 1 directions.
  const tokens = Math.min(COLLAPSE_TOKENS, validationVideos ?? COLLAPSE_TOKENS);
  const possible = Math.min(tokenDimension ?? tokens, Math.max(1, tokens - 1));
  return {
    question,
    meaning,
    judgement,
    finding: `${sentence(answer)} Effective rank ${effectiveRank.toFixed(1)} of at most ${possible}, mean pairwise cosine ${meanPairwiseCosine.toFixed(3)}.`,
  };
}

function findsOwnDescription({ descriptionRetrieval: found }: SavedReport): Verdict {
  const question = 'Does a token find its own description?';
  const meaning =
    'Each held-out token ranks the held-out descriptions by how probable it makes them. R@1 is the share of tokens that put their own first.';
  if (found === undefined) return { question, meaning, judgement: 'unknown', finding: 'Not measured.' };
  const { recallAt1, chanceRecallAt1, medianRank, chanceMedianRank, videos, descriptions } = found;
  const isClear = recallAt1 >= 3 * chanceRecallAt1 && medianRank < 0.7 * chanceMedianRank;
  const isBetter = recallAt1 > chanceRecallAt1 && medianRank < chanceMedianRank;
  const judgement = isClear ? 'good' : isBetter ? 'mixed' : 'bad';
  const answer = { good: 'yes', mixed: 'better than by chance', bad: 'no better than by chance' }[judgement];
  return {
    question,
    meaning,
    judgement,
    finding: `${sentence(answer)} R@1 ${percent(recallAt1)} (chance ${percent(chanceRecallAt1)}), median rank ${Number(medianRank.toFixed(1))} of ${descriptions} (chance ${Number(chanceMedianRank.toFixed(1))}); ${videos} videos.${videos < FEW_VIDEOS ? ' So few that one more or less changes much.' : ''}`,
  };
}

function findsLabels({ labelRetrieval: labels }: SavedReport): Verdict {
  const question = 'Are neighbours alike in what was never learned?';
  const meaning =
    'The training never sees labels. For each held-out video, the ten nearest tokens are checked for the same value of the label.';
  if (labels === undefined || labels.length === 0) {
    return {
      question,
      meaning,
      judgement: 'unknown',
      finding: 'No label that enough held-out videos carry.',
    };
  }
  const better = labels.filter(
    ({ precisionAt10, chancePrecisionAt10 }) => precisionAt10 >= CLEAR_PRECISION * chancePrecisionAt10,
  );
  const judgement = better.length === labels.length ? 'good' : better.length > 0 ? 'mixed' : 'bad';
  const answer = {
    good: 'yes',
    mixed: 'for some labels',
    bad: 'hardly better than by chance, or not at all',
  }[judgement];
  const figures = labels.map(
    ({ label, precisionAt10, chancePrecisionAt10 }) =>
      `${label} ${percent(precisionAt10)} (chance ${percent(chancePrecisionAt10)})`,
  );
  return {
    question,
    meaning,
    judgement,
    finding: `${sentence(answer)} Precision@10: ${figures.join(', ')}.`,
  };
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

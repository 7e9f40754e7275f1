import { setImmediate } from 'node:timers/promises';
import type { Progress } from '../../src/core/runtime.js';
import type { EncodedDescription } from './description-batch.js';
import { pieceLogLikelihoods } from './piece-log-likelihoods.js';
import type { DescriptionRetrieval } from './report.js';
import type { Student } from './student.js';

/**
 * Does a token find its own description among those of other videos, by what the decoder thinks of each? A token that
 * carries nothing is at chance, whatever the training loss says.
 * Videos with one text share it: whoever finds it has found its own.
 * @param options.tokens unit tokens of held-out videos
 * @returns undefined when there are fewer than two different descriptions.
 * @throws the reason of the signal
 */
export async function descriptionRetrieval(
  student: Student,
  options: {
    readonly tokens: readonly Float32Array[];
    readonly descriptions: readonly EncodedDescription[];
    readonly progress: Progress;
    readonly signal: AbortSignal;
  },
): Promise<DescriptionRetrieval | undefined> {
  const { tokens, descriptions } = options;
  const texts = new Map(descriptions.map((description) => [description.targets.join(' '), description]));
  const names = [...texts.keys()];
  if (names.length < 2) return undefined;
  const columns = await likelihoodColumns(student, [...texts.values()], options);
  const own = descriptions.map(({ targets }) => names.indexOf(targets.join(' ')));
  return {
    videos: tokens.length,
    descriptions: names.length,
    chanceRecallAt1: 1 / names.length,
    chanceMedianRank: (names.length + 1) / 2,
    ...standing(columns.map(relativeToMean), own),
    byLikelihoodAlone: standing(columns, own),
  };
}

/** log p(description | token) in nats. → [descriptions][tokens] */
async function likelihoodColumns(
  student: Student,
  descriptions: readonly EncodedDescription[],
  options: {
    readonly tokens: readonly Float32Array[];
    readonly progress: Progress;
    readonly signal: AbortSignal;
  },
): Promise<Float64Array[]> {
  const { tokens, progress, signal } = options;
  const stage = progress.stage({ name: 'read out', unit: 'descriptions', total: descriptions.length });
  const columns: Float64Array[] = [];
  try {
    for (const description of descriptions) {
      await setImmediate();
      signal.throwIfAborted();
      columns.push(logLikelihoods(student, tokens, description));
      stage.advance(1);
    }
    return columns;
  } finally {
    stage.done();
  }
}

/** log p(description | token) for each token, in nats. → [tokens] */
function logLikelihoods(
  student: Student,
  tokens: readonly Float32Array[],
  description: EncodedDescription,
): Float64Array {
  const pieces = pieceLogLikelihoods(student, { tokens, description });
  return Float64Array.from(pieces, (values) => values.reduce((sum, value) => sum + value, 0));
}

/**
 * log p(description | token) − log of its mean over all tokens: how much this token in particular speaks for the
 * description. Likelihood alone prefers short and common texts, whatever the token.
 */
function relativeToMean(column: Float64Array): Float64Array {
  const largest = column.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const total = column.reduce((sum, value) => sum + Math.exp(value - largest), 0);
  const logMean = largest + Math.log(total / column.length);
  return column.map((value) => value - logMean);
}

/** Where each token's own description stands; equal scores share their mean rank, so constant scores are at chance. */
function standing(columns: readonly Float64Array[], own: readonly number[]) {
  const ranks = own.map((mine, token) => {
    const score = columns[mine]?.[token] as number;
    const better = columns.filter((column) => (column[token] as number) > score).length;
    const equal = columns.filter((column) => column[token] === score).length - 1;
    return 1 + better + equal / 2;
  });
  const sorted = [...ranks].sort((left, right) => left - right);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
  return { recallAt1: ranks.filter((rank) => rank === 1).length / ranks.length, medianRank: median };
}

import { rankQuery } from '../../../pipelines/retrieval/rank-and-score.js';
import {
  type LabelledItem,
  type LabelRelevance,
  labelRelevance,
} from '../../../src/dataset/label-relevance.js';
import { Random } from '../../../src/math/random.js';
import { tieKey } from '../../../src/math/top-k.js';
import { chanceLevel } from '../../../src/metrics/random-ranking.js';
import type { RankedQuery } from '../../../src/metrics/ranking-metric.js';

/** Who is asked for, and among whom, for one label. Numbers are positions in the clips. */
export interface RetrievalTask {
  readonly relevance: LabelRelevance;
  /** Clips that are ranked; those without the label are never relevant. */
  readonly gallery: readonly number[];
  /** Positions in `relevance.queries`. */
  readonly queryIndexes: readonly number[];
}

/** Equal scores fall in one fixed order for every vector. */
const TIE_SEED = 0;

/**
 * Gallery clips that carry the label and share its value with another are asked for, unless `isQuery` leaves them out.
 * @param options.labelledOnly ranks only clips that carry the label
 * @param options.draw takes that many of the possible queries at random
 */
export function retrievalTask(options: {
  readonly items: readonly LabelledItem[];
  readonly label: string;
  readonly isInGallery: readonly boolean[];
  readonly isQuery: readonly boolean[];
  readonly labelledOnly: boolean;
  readonly draw?: { readonly queries: number; readonly seed: number };
}): RetrievalTask {
  const { items, label, isInGallery, isQuery, draw } = options;
  const gallery = [...items.keys()].filter((item) => isInGallery[item] === true);
  const within = new Set(
    items.filter((_, item) => isInGallery[item] === true).map(({ contentHash }) => contentHash),
  );
  const relevance = labelRelevance({ items, label, within, random: new Random(TIE_SEED) });
  const possible = [...relevance.queries.entries()].filter(([, item]) => isQuery[item] === true);
  const drawn = draw === undefined ? possible : drawnQueries(possible, draw);
  return {
    relevance,
    gallery: options.labelledOnly ? relevance.gallery : gallery,
    queryIndexes: drawn.map(([index]) => index).sort((left, right) => left - right),
  };
}

/** By a key of the clip, so that all labels draw the same clips as far as they can. */
function drawnQueries(
  possible: readonly (readonly [index: number, item: number])[],
  { queries, seed }: { readonly queries: number; readonly seed: number },
): (readonly [index: number, item: number])[] {
  const keyed = possible.map((query) => ({ query, key: tieKey(query[1], seed) }));
  const ordered = keyed.sort((left, right) => left.key - right.key);
  return ordered.slice(0, queries).map(({ query }) => query);
}

/** Clip of each query, [queries of the task]. */
export function queriedClips({ relevance, queryIndexes }: RetrievalTask): number[] {
  return queryIndexes.map((queryIndex) => relevance.queries[queryIndex] as number);
}

/**
 * The first `depth` ranks of every query, [queries of the task].
 * @param scoresOf [clips] likeness of a clip to every clip, larger is nearer
 */
export function rankTask(
  task: RetrievalTask,
  scoresOf: (clip: number) => ArrayLike<number>,
  depth: number,
): RankedQuery[] {
  const { relevance, gallery: among } = task;
  return task.queryIndexes.map((queryIndex) => {
    const scores = scoresOf(relevance.queries[queryIndex] as number);
    return rankQuery({ relevance, among, queryIndex, scores, depth, seed: TIE_SEED });
  });
}

/** What a random order can be expected to score for each query, [queries of the task]. */
export function chanceScores(task: RetrievalTask, cutoff: number, kind: 'hitRate' | 'precision'): number[] {
  const candidates = task.gallery.length - 1;
  return task.queryIndexes.map((queryIndex) => {
    const relevantTotal = task.relevance.relevantTotals[queryIndex] as number;
    return chanceLevel({ candidates, relevantTotal, cutoff })[kind];
  });
}

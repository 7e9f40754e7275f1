import { VidtokenError } from '../../src/core/errors.js';
import type { InteractionMatrix, InteractionRecord, RecommenderData } from '../../src/core/recommend.js';
import type { VideoStore } from '../../src/core/store.js';
import { kCore } from '../../src/dataset/splits/k-core.js';
import { collapsePairs, type Pairs, type SplitEvent } from '../../src/dataset/splits/pairs.js';
import {
  type SplitParts,
  type SplitPolicy,
  splitInteractions,
} from '../../src/dataset/splits/split-interactions.js';
import { featureChecksum, splitChecksum } from './load/checksum.js';
import { type LearningProblem, learningProblem } from './load/learning-problem.js';
import { readItems } from './load/read-items.js';
import { type Positives, readPositives } from './load/read-positives.js';

/** Which events count as liking a video. */
export interface PositiveRule {
  /** Stands in reports and in the checksum of the split: `all`, `rating>=4`, `watched>=0.8`. */
  readonly id: string;
  /** `undefined`: the event says nothing about it (no rating, no watch time); it is left out and counted. */
  isPositive(event: InteractionRecord): boolean | undefined;
}

/** How events become training and test data. */
export interface RecommendProtocol {
  readonly split: SplitPolicy;
  /** Default: every event is a positive. */
  readonly positives?: PositiveRule;
  /** Of the random split and of ties in time. */
  readonly seed: number;
  /** Users and items with fewer positives are left out, again and again until none is left (k-core). Default: none. */
  readonly minimumInteractions?: number;
}

/** What became of every stored event; all numbers are events or pairs of user and item unless their name says otherwise. */
export interface RecommenderDataCounts {
  readonly users: number;
  readonly items: number;
  /** Rows of the `interactions` table. */
  readonly events: number;
  readonly train: number;
  readonly valid: number;
  readonly test: number;
  /** Events that the rule for positives refuses. */
  readonly notPositive: number;
  /** Events that say nothing about what the rule asks for. */
  readonly undecided: number;
  /** Events about items that are not in `videos`. */
  readonly unknownItems: number;
  /** Events of a pair of user and item beyond its first one. */
  readonly repeated: number;
  /** Pairs that stand in an earlier part of the split as well: they stay there, and are dropped from the later one. */
  readonly leaked: number;
  /** Events that no part of the split takes: no part in the files, or no time. */
  readonly unplaced: number;
  /** Pairs that the k-core took out. */
  readonly belowMinimum: number;
  /** Users with a valid or test item, but none in train. */
  readonly usersWithoutTrain: number;
  /** Items without a train interaction. */
  readonly itemsWithoutTrain: number;
  /** Items without any vector. */
  readonly itemsWithoutContent: number;
}

/** Everything that training and evaluation need, with what identifies it. */
export interface LoadedRecommenderData {
  /** Train only: neither valid nor test is reachable from it. */
  readonly data: RecommenderData;
  /** What each user liked in the validation part; rows of users without one are empty. */
  readonly valid: InteractionMatrix;
  readonly test: InteractionMatrix;
  readonly counts: RecommenderDataCounts;
  /** SHA-256, 64 hexadecimal digits each. */
  readonly checksum: {
    /** Over the ids of users and items of every pair of train, valid and test, in the order of ids. */
    readonly split: string;
    /** Over item ids, modalities, widths and vectors. */
    readonly features: string;
  };
}

export interface LoadRecommenderDataOptions {
  readonly store: VideoStore;
  readonly protocol: RecommendProtocol;
  readonly signal: AbortSignal;
}

/**
 * Reads `videos` and `interactions` of an open store and makes one learning problem of them. Items are all rows of
 * `videos` (with a k-core: those in it), users all who have a pair in any part; both ordered by id, whole numbers by
 * value before all other ids by their UTF-16 units. A vector that is not finite or zero counts as absent.
 *
 * Memory: 8 bytes for each number of a vector and some 200 bytes for each event while it loads; half of the first and 4
 * bytes for each pair after.
 * @throws VidtokenError `configuration` when nothing is left to train on: no events, no positives, or none that the
 *   policy can place
 */
export async function loadRecommenderData(
  options: LoadRecommenderDataOptions,
): Promise<LoadedRecommenderData> {
  const { store, protocol, signal } = options;
  const { split: policy, seed, minimumInteractions = 0 } = protocol;
  const items = await readItems(store, signal);
  const isPositive: PositiveRule['isPositive'] = (event) =>
    protocol.positives === undefined ? true : protocol.positives.isPositive(event);
  const positives = await readPositives({ store, itemIds: items.ids, isPositive, signal });
  const collapsed = collapsePairs(positives.events.map((event) => forPolicy(event, policy)));
  const core = kCore(collapsed.pairs, minimumInteractions);
  const parts = splitInteractions({ pairs: core, policy, seed });
  if (parts.train.length === 0) throw nothingToLearn(protocol, { ...positives.counts, ...parts });
  const problem = learningProblem({
    parts,
    userIds: positives.userIds,
    items,
    isCore: minimumInteractions > 0,
  });
  const { data, valid, test } = problem;
  const checksum = {
    split: splitChecksum(data, { train: data.train, valid, test }),
    features: featureChecksum(data),
  };
  return { ...problem, counts: countsOf(problem, { positives, collapsed, parts, core }), checksum };
}

/** What the files say about parts matters to no other policy. */
function forPolicy({ user, item, atMs, split }: SplitEvent, policy: SplitPolicy): SplitEvent {
  return {
    user,
    item,
    ...(atMs === undefined ? {} : { atMs }),
    ...(policy === 'files' && split !== undefined ? { split } : {}),
  };
}

function countsOf(
  { data, valid, test }: LearningProblem,
  found: {
    readonly positives: Positives;
    readonly collapsed: Pairs;
    readonly parts: SplitParts;
    readonly core: readonly SplitEvent[];
  },
): RecommenderDataCounts {
  const { positives, collapsed, parts, core } = found;
  const { train, content } = data;
  const trained = new Set(train.items);
  return {
    users: train.userCount,
    items: train.itemCount,
    ...positives.counts,
    train: train.items.length,
    valid: valid.items.length,
    test: test.items.length,
    repeated: collapsed.repeated,
    leaked: collapsed.leaked,
    unplaced: parts.unplaced,
    belowMinimum: collapsed.pairs.length - core.length,
    usersWithoutTrain: data.userIds.filter((_, user) => train.starts[user] === train.starts[user + 1]).length,
    itemsWithoutTrain: train.itemCount - trained.size,
    itemsWithoutContent: data.itemIds.filter((_, item) => content.every(({ present }) => present[item] !== 1))
      .length,
  };
}

function nothingToLearn(
  { split, positives }: RecommendProtocol,
  counts: Positives['counts'] & Pick<SplitParts, 'unplaced'>,
): VidtokenError {
  const { events, unknownItems, undecided, notPositive, unplaced } = counts;
  const needs = {
    files: 'a part in their files',
    random: 'two videos a user',
    'leave-last': 'a time',
    'global-time': 'a time',
  };
  return new VidtokenError({
    code: 'configuration',
    message:
      `Nothing to train on: of ${events} stored interactions, ${unknownItems} name videos that are not stored, ` +
      `${undecided + notPositive} are no positives by the rule "${positives?.id ?? 'all'}", and the split "${split}" ` +
      `cannot place ${unplaced}.`,
    hint:
      events === 0
        ? 'Bring interactions in with: vidtoken import <folder>'
        : `The split "${split}" needs events with ${needs[split]}; choose another split or another rule for positives.`,
    facts: { split, events, unknownItems, undecided, notPositive, unplaced },
  });
}

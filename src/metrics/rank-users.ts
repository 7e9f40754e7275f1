import { VidtokenError } from '../core/errors.js';
import type { InteractionMatrix } from '../core/recommend.js';
import { createScoreBlock } from '../math/score-block.js';
import { tieKey } from '../math/top-k.js';
import { createRowSelector } from './row-selector.js';

/** Writes the score of every item for each of `users` into `scores`, [users.length, itemCount]; larger is better. */
export type ScoreUsers = (users: Int32Array, scores: Float32Array) => void;

/** The best items of each user, best first. */
export interface Rankings {
  readonly depth: number;
  /** [lists] users of the data set */
  readonly users: Int32Array;
  /** [lists, depth] items; −1 beyond the end of a short list */
  readonly items: Int32Array;
  /** [lists, depth] their scores; −Infinity beyond the end of a short list */
  readonly scores: Float32Array;
}

export interface RankUsersOptions {
  /** Of every item; from it alone an item is a candidate. */
  readonly score: ScoreUsers;
  readonly users: Int32Array;
  readonly itemCount: number;
  /** Length of the lists: the largest cutoff. */
  readonly depth: number;
  /** What a user must not be recommended: the train positives, and others where the protocol says so. */
  readonly masks: readonly InteractionMatrix[];
  /** Equal scores are ordered by this seed and the user, never by the number of the item. */
  readonly tieSeed: number;
  /** For errors. */
  readonly model: string;
  readonly userIds: readonly string[];
}

/** Scores that are held at once: 8 MB. */
const BLOCK_SCORES = 2 ** 21;

/**
 * Full ranking: every item that is not masked is a candidate for every user, none is sampled. An item with the score
 * −Infinity is ruled out by the model. Memory: a block of 8 MB of scores, or one row where that is more, and the lists.
 * @throws VidtokenError `training-diverged` naming user and model when a score is NaN
 */
export function rankUsers(options: RankUsersOptions): Rankings {
  const { users, itemCount, score, masks, tieSeed } = options;
  const depth = Math.min(options.depth, itemCount);
  const items = new Int32Array(users.length * depth);
  const itemScores = new Float32Array(users.length * depth);
  const blockUsers = Math.max(1, Math.min(users.length, Math.floor(BLOCK_SCORES / itemCount)));
  const block = createScoreBlock(blockUsers * itemCount); // [blockUsers, itemCount]
  const selector = createRowSelector({ itemCount, depth, block });
  for (let first = 0; first < users.length; first += blockUsers) {
    const blocked = users.subarray(first, first + blockUsers);
    const scores = block.scores.subarray(0, blocked.length * itemCount);
    score(blocked, scores);
    for (const [row, user] of blocked.entries()) {
      const start = row * itemCount;
      for (const mask of masks) maskRow({ mask, user, scores, start });
      const target = (first + row) * depth;
      const tie = { tieSeed: tieKey(user, tieSeed), items, itemScores, target };
      if (selector.select({ scores, start, ...tie }) < 0) throw notANumber(options, user);
    }
  }
  return { depth, users, items, scores: itemScores };
}

function maskRow(options: {
  readonly mask: InteractionMatrix;
  readonly user: number;
  readonly scores: Float32Array;
  readonly start: number;
}): void {
  const { mask, user, scores, start } = options;
  const end = mask.starts[user + 1] as number;
  for (let position = mask.starts[user] as number; position < end; position += 1) {
    scores[start + (mask.items[position] as number)] = Number.NEGATIVE_INFINITY;
  }
}

function notANumber({ model, userIds }: RankUsersOptions, user: number): VidtokenError {
  return new VidtokenError({
    code: 'training-diverged',
    message: `Model ${model} gives user ${userIds[user] ?? user} a score that is not a number (NaN).`,
    hint: 'Train it with a smaller learning rate, and look for items with vectors that are not finite.',
    facts: { model, user: userIds[user] },
  });
}

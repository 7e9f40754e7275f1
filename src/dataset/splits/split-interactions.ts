import type { Split } from '../../core/recommend.js';
import { Random } from '../../math/random.js';
import type { SplitEvent } from './pairs.js';

/** How the positive pairs of a data set are parted into train, valid and test. */
export const SPLIT_POLICIES = ['files', 'random', 'leave-last', 'global-time'] as const;
export type SplitPolicy = (typeof SPLIT_POLICIES)[number];

export interface SplitParts extends Readonly<Record<Split, readonly SplitEvent[]>> {
  /** Pairs that the policy cannot place: no part in the files, or no time. They are in no part. */
  readonly unplaced: number;
}

interface SplitOptions {
  /** Without repeats, see `collapsePairs`. */
  readonly pairs: readonly SplitEvent[];
  readonly policy: SplitPolicy;
  /** Of the random split, and of the order of events at the same moment. */
  readonly seed: number;
}

type Assignment = (pair: SplitEvent) => Split | undefined;

/** Shares of valid and test of the random split. */
const VALID_SHARE = 0.1;
const TEST_SHARE = 0.1;
/** Quantiles of time at which the parts of the split by time begin. */
const VALID_FROM = 0.8;
const TEST_FROM = 0.9;
/** A user with fewer timed pairs stays in train as a whole under `leave-last`. */
const LEAST_PAIRS = 3;

/**
 * Parts pairs by one of the policies:
 * - `files`: as the files of the data set say.
 * - `random`: 8 : 1 : 1 of each user's pairs in a seeded order. Train may hold what happened after a test pair.
 * - `leave-last`: the last pair of each user is test, the one before valid; users with fewer than three stay in train.
 *   Train of one user may hold what happened after the test pair of another.
 * - `global-time`: valid begins at the .8 and test at the .9 quantile of all times, for everybody. Nothing in train is
 *   later than anything in test; users and items may be new in test.
 */
export function splitInteractions({ pairs, policy, seed }: SplitOptions): SplitParts {
  const assign = assignments[policy](pairs, new Random(seed));
  const parts: Record<Split, SplitEvent[]> = { train: [], valid: [], test: [] };
  let unplaced = 0;
  for (const pair of pairs) {
    const part = assign(pair);
    if (part === undefined) unplaced += 1;
    else parts[part].push(pair);
  }
  return { ...parts, unplaced };
}

const assignments: Readonly<
  Record<SplitPolicy, (pairs: readonly SplitEvent[], random: Random) => Assignment>
> = {
  files: () => (pair) => pair.split,
  random: assignAtRandom,
  'leave-last': assignLast,
  'global-time': assignByTime,
};

function assignAtRandom(pairs: readonly SplitEvent[], random: Random): Assignment {
  const parts = new Map<SplitEvent, Split>();
  for (const own of byUser(pairs).values()) {
    const { valid, test } = partSizes(own.length);
    for (const [place, pair] of random.shuffle([...own]).entries()) {
      parts.set(pair, place < test ? 'test' : place < test + valid ? 'valid' : 'train');
    }
  }
  return (pair) => parts.get(pair);
}

/** Shares rounded down, but at least one test and then one valid pair as long as one stays in train, as RecBole counts. */
function partSizes(pairs: number): { readonly valid: number; readonly test: number } {
  let valid = Math.floor(VALID_SHARE * pairs);
  let test = Math.floor(TEST_SHARE * pairs);
  if (test === 0 && pairs - valid > 1) test = 1;
  if (valid === 0 && pairs - test > 1) valid = 1;
  return { valid, test };
}

function assignLast(pairs: readonly SplitEvent[], random: Random): Assignment {
  const parts = new Map<SplitEvent, Split>();
  for (const own of byUser(pairs).values()) {
    const timed = random.shuffle(own.filter(({ atMs }) => atMs !== undefined)).sort(byTime);
    const isLong = timed.length >= LEAST_PAIRS;
    for (const [place, pair] of timed.entries()) {
      const fromEnd = timed.length - place;
      parts.set(pair, isLong && fromEnd === 1 ? 'test' : isLong && fromEnd === 2 ? 'valid' : 'train');
    }
  }
  return (pair) => parts.get(pair);
}

function assignByTime(pairs: readonly SplitEvent[]): Assignment {
  const times = Float64Array.from(pairs.flatMap(({ atMs }) => atMs ?? [])).sort();
  const quantile = (share: number): number => times[Math.floor(share * times.length)] ?? Number.NaN;
  const [validFrom, testFrom] = [quantile(VALID_FROM), quantile(TEST_FROM)];
  return ({ atMs }) => {
    if (atMs === undefined) return undefined;
    if (atMs >= testFrom) return 'test';
    return atMs >= validFrom ? 'valid' : 'train';
  };
}

function byUser(pairs: readonly SplitEvent[]): Map<number, SplitEvent[]> {
  const users = new Map<number, SplitEvent[]>();
  for (const pair of pairs) {
    const own = users.get(pair.user);
    if (own === undefined) users.set(pair.user, [pair]);
    else own.push(pair);
  }
  return users;
}

function byTime(left: SplitEvent, right: SplitEvent): number {
  return (left.atMs ?? 0) - (right.atMs ?? 0);
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../../src/math/random.js';
import { recommendShape, syntheticShape } from './recommend-shape.js';

/** Interactions as pairs of user and item number, one after the other. */
export interface BenchInteractions {
  readonly users: number;
  readonly items: number;
  /** [2 · interactions] */
  readonly train: Int32Array;
  readonly test: Int32Array;
  /** Where they come from. */
  readonly source: string;
}

/** `*.train.inter` and `*.test.inter` of a folder whose ids are numbers from 0; synthetic ones when there are none. */
export function benchInteractions(folder: string | undefined): BenchInteractions {
  const fileOf = (part: string): string | undefined =>
    folder !== undefined && existsSync(folder)
      ? readdirSync(folder).find((name) => name.endsWith(`.${part}.inter`))
      : undefined;
  const [trainFile, testFile] = [fileOf('train'), fileOf('test')];
  if (folder === undefined || trainFile === undefined || testFile === undefined) return synthetic();
  const train = readPairs(join(folder, trainFile));
  const test = readPairs(join(folder, testFile));
  const above = (first: number): number =>
    1 + [train, test].reduce((highest, pairs) => Math.max(highest, ...everySecond(pairs, first)), 0);
  return { users: above(0), items: above(1), train, test, source: folder };
}

function readPairs(file: string): Int32Array {
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  return Int32Array.from(lines.flatMap((line) => line.split('\t').slice(0, 2).map(Number)));
}

function everySecond(pairs: Int32Array, first: number): Int32Array {
  return pairs.filter((_, at) => at % 2 === first);
}

/** Few users with most of the interactions, items with a long tail, no pair twice. */
function synthetic(): BenchInteractions {
  const { users, items, trainInteractions, testInteractions, heavyUsers, heavyShare } = syntheticShape;
  const random = new Random(recommendShape.seed);
  const seen = new Set<number>();
  const draw = (user: () => number): [number, number] => {
    for (;;) {
      const [owner, item] = [user(), Math.floor(items * random.uniform() ** 2)];
      const key = owner * items + item;
      if (seen.has(key)) continue;
      seen.add(key);
      return [owner, item];
    }
  };
  const anyUser = (): number => random.below(users);
  const trainUser = (): number => (random.uniform() < heavyShare ? random.below(heavyUsers) : anyUser());
  const pairs = (count: number, user: (index: number) => number): Int32Array =>
    Int32Array.from(Array.from({ length: count }, (_, index) => draw(() => user(index))).flat());
  return {
    users,
    items,
    train: pairs(trainInteractions, trainUser),
    // One item for each tested user.
    test: pairs(testInteractions, (index) => index),
    source: 'synthetic, of the shape of TikTok',
  };
}

import { describe, expect, it } from 'vitest';
import { compareIds } from '../../src/dataset/id-order.js';
import { interactionMatrix } from '../../src/dataset/splits/interaction-matrix.js';
import { kCore } from '../../src/dataset/splits/k-core.js';
import { collapsePairs, type SplitEvent } from '../../src/dataset/splits/pairs.js';
import { SPLIT_POLICIES, splitInteractions } from '../../src/dataset/splits/split-interactions.js';
import { Random } from '../../src/math/random.js';

/** `count` pairs of one user at the moments 0, 1, …, of items in the same order. */
function history(user: number, count: number, startMs = 0): SplitEvent[] {
  return Array.from({ length: count }, (_, item) => ({ user, item, atMs: startMs + item }));
}

const itemsOf = (pairs: readonly SplitEvent[]) => pairs.map(({ item }) => item);

describe('ids', () => {
  it('are ordered by value where they are whole numbers, before all others', () => {
    const ids = ['b', '10', '9', 'a', '007', '7', '-1', '123456789012345678901', '99999999999999999999', 'B'];
    expect([...ids].sort(compareIds)).toEqual([
      '007',
      '7',
      '9',
      '10',
      '99999999999999999999',
      '123456789012345678901',
      '-1',
      'B',
      'a',
      'b',
    ]);
  });
});

describe('pairs of user and item', () => {
  it('are kept once, with their first known time, in the earliest part that names them', () => {
    const events: SplitEvent[] = [
      { user: 1, item: 5, split: 'test', atMs: 3 },
      { user: 0, item: 9, atMs: 8 },
      { user: 1, item: 5, split: 'train' },
      { user: 0, item: 9, atMs: 4 },
      { user: 1, item: 5, split: 'valid' },
      { user: 1, item: 5, split: 'train', atMs: 9 },
      { user: 1, item: 6, split: 'test' },
    ];
    expect(collapsePairs(events)).toEqual({
      pairs: [
        { user: 0, item: 9, atMs: 4 },
        { user: 1, item: 5, split: 'train', atMs: 3 },
        { user: 1, item: 6, split: 'test' },
      ],
      repeated: 2,
      leaked: 2,
    });
  });

  it('of a k-core have k partners on either side, found again and again', () => {
    // Items 0 and 1 are shared by users 0 and 1; taking user 2 away leaves item 2 with one user.
    const core = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ].map(([user, item]) => ({ user: user as number, item: item as number }));
    const around = [
      { user: 0, item: 2 },
      { user: 2, item: 2 },
      { user: 3, item: 0 },
    ];
    expect(kCore([...core, ...around], 2)).toEqual(core);
    expect(kCore([...core, ...around], 0)).toHaveLength(7);
    expect(kCore(core, 3)).toEqual([]);
  });
});

describe('a split', () => {
  const random = new Random(3);
  const crowd: SplitEvent[] = Array.from({ length: 30 }, (_, user) =>
    history(user, 1 + random.below(25), random.below(100)),
  ).flat();

  it.each(SPLIT_POLICIES)('by "%s" puts every pair into one part or counts it as unplaced', (policy) => {
    const pairs = crowd.map((pair, index) => (index % 7 === 0 ? pair : { ...pair, split: 'train' as const }));
    const parts = splitInteractions({ pairs, policy, seed: 1 });
    const placed = [...parts.train, ...parts.valid, ...parts.test];
    expect(placed.length + parts.unplaced).toBe(pairs.length);
    expect(new Set(placed).size).toBe(placed.length);
  });

  it('as the files say leaves out what they do not place', () => {
    const pairs: SplitEvent[] = [
      { user: 0, item: 0, split: 'valid' },
      { user: 0, item: 1 },
      { user: 0, item: 2, split: 'train' },
    ];
    expect(splitInteractions({ pairs, policy: 'files', seed: 1 })).toEqual({
      train: [pairs[2]],
      valid: [pairs[0]],
      test: [],
      unplaced: 1,
    });
  });

  it.each([
    [1, 1, 0, 0],
    [2, 1, 0, 1],
    [3, 1, 1, 1],
    [9, 7, 1, 1],
    [10, 8, 1, 1],
    [25, 21, 2, 2],
    [100, 80, 10, 10],
  ])(
    'at random gives a user with %i pairs %i in train, %i in valid and %i in test',
    (count, train, valid, test) => {
      const parts = splitInteractions({ pairs: history(0, count), policy: 'random', seed: 5 });
      expect([parts.train.length, parts.valid.length, parts.test.length]).toEqual([train, valid, test]);
    },
  );

  it('at random is the same for a seed and another for another', () => {
    const of = (seed: number) => splitInteractions({ pairs: crowd, policy: 'random', seed });
    expect(of(1)).toEqual(of(1));
    expect(of(1).test).not.toEqual(of(2).test);
  });

  it('by the last pair of each user holds out the last two, and nothing of short histories', () => {
    const pairs = [...history(0, 5), ...history(1, 2), { user: 2, item: 1 }];
    const parts = splitInteractions({ pairs, policy: 'leave-last', seed: 1 });
    expect(parts.test).toEqual([{ user: 0, item: 4, atMs: 4 }]);
    expect(parts.valid).toEqual([{ user: 0, item: 3, atMs: 3 }]);
    expect(itemsOf(parts.train)).toEqual([0, 1, 2, 0, 1]);
    expect(parts.unplaced).toBe(1);
  });

  it('by the last pair breaks ties of time by the seed, not by the item', () => {
    const sameMoment = Array.from({ length: 40 }, (_, item) => ({ user: 0, item, atMs: 7 }));
    const last = new Set(
      Array.from({ length: 20 }, (_, seed) =>
        itemsOf(splitInteractions({ pairs: sameMoment, policy: 'leave-last', seed }).test).join(),
      ),
    );
    expect(last.size).toBeGreaterThan(5);
  });

  it('by time has nothing in train that is later than anything in valid, nor in valid than in test', () => {
    const { train, valid, test } = splitInteractions({ pairs: crowd, policy: 'global-time', seed: 1 });
    const times = (pairs: readonly SplitEvent[]) => pairs.map(({ atMs }) => atMs ?? Number.NaN);
    expect(Math.max(...times(train))).toBeLessThan(Math.min(...times(valid)));
    expect(Math.max(...times(valid))).toBeLessThan(Math.min(...times(test)));
    const ten = splitInteractions({ pairs: history(0, 10), policy: 'global-time', seed: 1 });
    expect([itemsOf(ten.valid), itemsOf(ten.test)]).toEqual([[8], [9]]);
  });
});

describe('a matrix of interactions', () => {
  it('holds the items of each user in the order of time, unknown times first', () => {
    const pairs: SplitEvent[] = [
      { user: 2, item: 3, atMs: 5 },
      { user: 0, item: 4, atMs: 9 },
      { user: 0, item: 6, atMs: 2 },
      { user: 0, item: 5 },
      { user: 0, item: 1, atMs: 2 },
      { user: 0, item: 2 },
    ];
    expect(interactionMatrix(pairs, { userCount: 4, itemCount: 7 })).toEqual({
      userCount: 4,
      itemCount: 7,
      starts: Int32Array.of(0, 5, 5, 6, 6),
      items: Int32Array.of(2, 5, 1, 6, 4, 3),
    });
  });
});

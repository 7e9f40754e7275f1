import { describe, expect, it } from 'vitest';
import { createGroupCommit } from '../../src/store/group-commit.js';
import { settle } from '../support/virtual-time.js';

/** A commit that the test ends when it wants to. */
function heldCommits() {
  const groups: (readonly string[])[] = [];
  const ends: { resolve(): void; reject(error: Error): void }[] = [];
  let tidied = 0;
  const commits = createGroupCommit<string>({
    commit: (items) => {
      groups.push(items);
      return new Promise((resolve, reject) => ends.push({ resolve, reject }));
    },
    afterCommit: async () => {
      tidied += 1;
    },
  });
  return { commits, groups, ends, tidied: () => tidied };
}

describe('a group commit', () => {
  it('commits what came while a commit ran in one go, and never two at a time', async () => {
    const { commits, groups, ends, tidied } = heldCommits();
    const done: string[] = [];
    const add = (item: string) => commits.add(item).then(() => done.push(item));
    const all = ['a', 'b', 'c'].map(add);
    await settle();
    expect(groups).toEqual([['a']]);
    all.push(add('d'));
    ends[0]?.resolve();
    await settle();
    expect(groups).toEqual([['a'], ['b', 'c', 'd']]);
    expect(done).toEqual(['a']);
    ends[1]?.resolve();
    await Promise.all(all);
    expect(done).toEqual(['a', 'b', 'c', 'd']);
    await commits.idle();
    expect(tidied()).toBe(2);
    const late = commits.add('e');
    ends[2]?.resolve();
    await late;
    expect(groups).toHaveLength(3);
  });

  it('that fails is told to every caller of its group and to no other', async () => {
    const { commits, groups, ends, tidied } = heldCommits();
    const outcomes = Promise.allSettled(['a', 'b', 'c'].map((item) => commits.add(item)));
    await settle();
    ends[0]?.resolve();
    await settle();
    const after = commits.add('d');
    ends[1]?.reject(new Error('the disk is full'));
    await settle();
    ends[2]?.resolve();
    await after;
    expect(groups).toEqual([['a'], ['b', 'c'], ['d']]);
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await commits.idle();
    expect(tidied()).toBe(2);
  });

  it('is idle only when the last one that waited is through', async () => {
    const { commits, ends } = heldCommits();
    await commits.idle();
    const through: string[] = [];
    const writes = ['a', 'b'].map((item) => commits.add(item));
    const idle = commits.idle().then(() => through.push('idle'));
    ends[0]?.resolve();
    await settle();
    expect(through).toEqual([]);
    ends[1]?.resolve();
    await Promise.all([...writes, idle]);
    expect(through).toEqual(['idle']);
  });
});

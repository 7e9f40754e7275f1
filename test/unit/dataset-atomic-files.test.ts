import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recboleInter } from '../../src/dataset/readers/recbole-inter.js';
import { readRecboleItems } from '../../src/dataset/readers/recbole-item.js';
import { readRecboleUsers } from '../../src/dataset/readers/recbole-user.js';
import { atomicText, collect, datasetFolder } from '../support/dataset-folder.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const { signal } = new AbortController();
const PAIR = ['user_id:token', 'item_id:token'];

async function fileOf(name: string, text: string): Promise<string> {
  return join(await datasetFolder(await temporaryFolder(), { [name]: text }), name);
}

async function events(name: string, text: string) {
  return collect(recboleInter.read({ file: await fileOf(name, text), signal }));
}

describe('an .inter file', () => {
  it('gives users, items, ratings and times; what a cell leaves out stays unknown', async () => {
    const text = atomicText(
      [...PAIR, 'rating:float', 'timestamp:float', 'tags:token_seq', 'box:float_seq'],
      ['196', '242', '3', '881250949', 'a b', '1 2.5'],
      ['u', 'i', '', '', '', ''],
    );
    expect(await events('ml.inter', text)).toEqual([
      { kind: 'event', userId: '196', itemId: '242', rating: 3, atMs: 881_250_949_000 },
      { kind: 'event', userId: 'u', itemId: 'i' },
    ]);
  });

  it.each([
    ['set.train.inter', 'train'],
    ['set.valid.inter', 'valid'],
    ['set.test.inter', 'test'],
    ['set.inter', undefined],
    ['train.inter', 'train'],
  ])('called %s is of part %s', async (name, split) => {
    const [event] = await events(name, atomicText(PAIR, ['1', '2']));
    expect(event).toEqual({
      kind: 'event',
      userId: '1',
      itemId: '2',
      ...(split === undefined ? {} : { split }),
    });
  });

  it('of MMRec names the part in x_label, without types in the header', async () => {
    const text = atomicText(
      ['userID', 'itemID', 'rating', 'timestamp', 'x_label'],
      [0, 5, '5.0', 1400000000, 0],
      [0, 6, '5.0', 1400000001, 1],
      [1, 7, '4.0', 1400000002, 2],
      [1, 8, '4.0', 1400000002, 3],
    );
    const rows = await events('baby.inter', text);
    expect(rows.slice(0, 3).map((row) => 'split' in row && row.split)).toEqual(['train', 'valid', 'test']);
    expect(rows[3]).toEqual({
      kind: 'malformed',
      file: 'baby.inter',
      line: 5,
      reason: '"x_label" is "3", expected 0, 1 or 2',
    });
  });

  it('says of every malformed row where it stands and why, and goes on', async () => {
    const text = [
      '\uFEFFuser_id:token\titem_id:token\trating:float\ttimestamp:float\r',
      '1\t2\r',
      '1\t\t3\t4',
      '\t2\t3\t4',
      '1\t2\tgood\t4',
      '1\t2\tNaN\t4',
      '1\t2\t3\t-5',
      '',
      '1\t2\t3\t4\r',
    ].join('\n');
    const rows = await events('a.inter', text);
    expect(rows.map((row) => (row.kind === 'malformed' ? [row.line, row.reason] : row.userId))).toEqual([
      [2, '2 cells, the header has 4'],
      [3, 'there is no item'],
      [4, 'there is no user'],
      [5, '"rating" is "good", expected float'],
      [6, '"rating" is "NaN", expected float'],
      [7, '"timestamp" is "-5", which is no time'],
      '1',
    ]);
  });

  it.each([
    ['nothing at all', '', /it is empty/],
    ['an unknown type', 'user_id:token\titem_id:int\n', /holds "item_id:int", expected <name>:<token\|float/],
    ['a column twice', 'user_id:token\titem_id:token\tuser_id:token\n', /"user_id" twice/],
    ['no items', 'user_id:token\tuid:token\n', /no column item_id or itemID, only user_id, uid/],
    ['commas', 'user_id,item_id\n', /no column user_id/],
  ])('with %s in its header is refused as a whole', async (_what, text, reason) => {
    await expect(events('a.inter', text)).rejects.toMatchObject({
      code: 'invalid-value',
      message: expect.stringMatching(reason),
    });
  });
});

describe('an .item file', () => {
  it('gives titles, tags, and every other column as metadata', async () => {
    const text = atomicText(
      ['item_id:token', 'movie_title:token_seq', 'release_year:token', 'class:token_seq', 'score:float_seq'],
      ['1', 'Toy Story', '1995', "Animation Children's Animation", '1 2'],
      ['', 'Nobody', '', '', ''],
      ['2', '', '', '', ''],
    );
    const file = await fileOf('ml.item', text);
    expect(await collect(readRecboleItems({ file, signal }))).toEqual([
      {
        kind: 'item',
        itemId: '1',
        title: 'Toy Story',
        tags: ['Animation', "Children's"],
        metadata: { release_year: '1995', score: [1, 2] },
      },
      { kind: 'malformed', file: 'ml.item', line: 3, reason: 'there is no item' },
      { kind: 'item', itemId: '2', tags: [], metadata: {} },
    ]);
  });
});

describe('a .user file', () => {
  it('gives users with their facts', async () => {
    const text = atomicText(['user_id:token', 'age:token'], ['1', '24'], ['', '53']);
    const file = await fileOf('ml.user', text);
    expect(await collect(readRecboleUsers({ file, signal }))).toEqual([
      { kind: 'user', userId: '1', facts: new Map([['age', '24']]) },
      { kind: 'malformed', file: 'ml.user', line: 3, reason: 'there is no user' },
    ]);
  });
});

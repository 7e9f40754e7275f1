import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modalityOfName } from '../../src/dataset/modality-of-name.js';
import { recogniseFiles } from '../../src/dataset/recognise-files.js';
import { atomicText, datasetFolder } from '../support/dataset-folder.js';
import { npyOfRows } from '../support/npy-bytes.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const { signal } = new AbortController();
const inter = atomicText(['user_id:token', 'item_id:token'], ['1', '2']);
const item = atomicText(['item_id:token'], ['2']);
const npy = npyOfRows([[1]]);

async function recognise(
  files: Readonly<Record<string, string | Uint8Array>>,
  features?: Record<string, string>,
) {
  const path = await datasetFolder(await temporaryFolder(), files, 'folder');
  const named =
    features === undefined
      ? {}
      : { features: new Map(Object.entries(features)) as ReadonlyMap<'visual', string> };
  const found = await recogniseFiles({ path, signal, ...named });
  return {
    name: found.name,
    interactions: found.interactions.map(({ file, reader }) => `${basename(file)} ${reader}`),
    features: [...found.features].map(([modality, file]) => `${modality} ${basename(file)}`),
    ignored: found.ignored.map(({ file }) => basename(file)),
    others: [found.items, found.users, found.itemIds].map((file) => file && basename(file)),
  };
}

describe('the name of a feature file', () => {
  it.each([
    ['image_feat.npy', 'visual'],
    ['v_feat.npy', 'visual'],
    ['visual_features.npy', 'visual'],
    ['acoustic_feat.npy', 'audio'],
    ['a_feat.npy', 'audio'],
    ['Text.npy', 'text'],
    ['t_feat.npy', 'text'],
    ['user_feat.npy', undefined],
    ['feat.npy', undefined],
    ['image_feat.txt', undefined],
  ])('%s says %s', (name, modality) => {
    expect(modalityOfName(name)).toBe(modality);
  });
});

describe('a folder of a data set', () => {
  it('is sorted by what its files are, and the rest is left alone', async () => {
    const found = await recognise({
      'tok.train.inter': inter,
      'tok.test.inter': inter,
      'tok.inter': inter,
      'tok.item': item,
      'tok.user': inter,
      'item_ids.txt': '2\n',
      'image_feat.npy': npy,
      'noise.npy': npy,
      'i_id_mapping.csv': 'asin\titemID\nB00\t0\n',
      'README.md': 'about',
      '.hidden': '',
    });
    expect(found).toEqual({
      name: 'tok',
      interactions: ['tok.test.inter recbole-inter', 'tok.train.inter recbole-inter'],
      features: ['visual image_feat.npy'],
      ignored: ['README.md', 'i_id_mapping.csv', 'noise.npy', 'tok.inter'],
      others: ['tok.item', 'tok.user', 'item_ids.txt'],
    });
  });

  it('of watch logs, or of parts alone, is called as the folder is', async () => {
    const log = 'user,item,watch_time\na,b,1\n';
    expect(await recognise({ 'monday.csv': log, 'tuesday.csv': log })).toMatchObject({
      name: 'folder',
      interactions: ['monday.csv watch-log', 'tuesday.csv watch-log'],
    });
    expect((await recognise({ 'train.inter': inter, 'test.inter': inter })).name).toBe('folder');
  });

  it('takes the named feature files in place of the names', async () => {
    const files = { 'a.inter': inter, 'image_feat.npy': npy, 'clip.npy': npy };
    expect(await recognise(files, { visual: 'clip.npy' })).toMatchObject({
      features: ['visual clip.npy'],
      ignored: ['image_feat.npy'],
    });
  });

  it.each([
    ['two data sets', { 'a.inter': inter, 'b.inter': inter }, /files of 2 data sets: a, b/],
    [
      'two files of a modality',
      { 'a.inter': inter, 'v_feat.npy': npy, 'image_feat.npy': npy },
      /Both image_feat.npy and v_feat.npy look like visual/,
    ],
    ['nothing', { 'README.md': 'about' }, /holds no interactions/],
  ])('with %s is refused', async (_what, files, reason) => {
    await expect(recognise(files)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(reason),
    });
  });

  it('that is not there is refused', async () => {
    const path = join(await temporaryFolder(), 'none');
    await expect(recogniseFiles({ path, signal })).rejects.toMatchObject({ code: 'usage' });
  });
});

import { describe, expect, it } from 'vitest';
import { importText } from '../../src/cli/import-text.js';
import type { ImportReport } from '../../src/core/reports/import-report.js';

const REPORT: ImportReport = {
  dataset: 'toy',
  files: [{ file: '/sets/toy/toy.inter', as: 'recbole-inter' }],
  ignored: [{ file: '/sets/toy/notes.csv', reason: 'it is no watch log\u001b[31m' }],
  items: {
    source: 'row-numbers',
    total: 4,
    added: 3,
    replaced: 0,
    updated: 0,
    unchanged: 1,
    repeated: 0,
    withoutFeatures: 0,
  },
  features: [
    {
      modality: 'visual',
      file: 'v.npy',
      rows: 4,
      width: 8,
      type: 'float16',
      zero: 1,
      notFinite: 0,
      duplicated: 0,
    },
  ],
  interactions: {
    read: 9,
    added: 7,
    unchanged: 0,
    duplicates: 2,
    belowRating: 0,
    unknownItems: 0,
    users: 3,
    train: 7,
    valid: 0,
    test: 0,
    withoutSplit: 0,
  },
  users: 0,
  malformed: {
    count: 30,
    listed: Array.from({ length: 30 }, (_, line) => ({ file: 'toy.inter', line, reason: 'odd' })),
  },
  clusters: 2,
  stored: { videos: 4, interactions: 7 },
  dataHash: 'f'.repeat(64),
  dryRun: false,
  seconds: 1.5,
  stages: {},
};

describe('the text of an import', () => {
  it('tells what came of items, features and events, and leaves zeros out', () => {
    const text = importText(REPORT, '/data');
    const lines = text.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, ' | '));
    expect(lines.slice(0, 12)).toEqual([
      'imported "toy"',
      'recbole-inter: toy.inter',
      'left alone: notes.csv, it is no watch log [31m',
      'items | 4 | from the rows of the features',
      'added | 3',
      'unchanged | 1',
      'visual | 4 | rows of 8 float16',
      'zero | 1 | items stored without this modality',
      'interactions | 9 | of 3 users',
      'added | 7',
      'duplicates | 2 | the same in everything; stored once',
      'train | 7',
    ]);
    expect(lines).toContain('left out: 30 malformed rows');
    expect(lines).toContain('toy.inter:19: odd');
    expect(lines).not.toContain('toy.inter:20: odd');
    expect(lines).toContain('… and 10 more');
    expect(lines.at(-1)).toContain('4 rows and 7 interactions in /data · 2 clusters');
  });

  it('says of a dry run that nothing was written', () => {
    const text = importText({ ...REPORT, dryRun: true }, '/data');
    expect(text).toMatch(/^would import "toy"/);
    expect(text).toMatch(/nothing was written$/);
  });
});

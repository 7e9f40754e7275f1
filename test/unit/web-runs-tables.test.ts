import { describe, expect, it } from 'vitest';
import { compareDiagnostics } from '../../src/web/views/runs/compare-models.js';
import { toCsv } from '../../src/web/views/runs/csv.js';
import { fileName } from '../../src/web/views/runs/file-name.js';
import { formatSeconds, shortId } from '../../src/web/views/runs/run-words.js';
import { bestValues, betterEnd, sortRows } from '../../src/web/views/runs/sort-table.js';

describe('CSV of a table', () => {
  it('quotes commas, quotes and line ends, and ends lines with CR LF (RFC 4180)', () => {
    const text = toCsv({ columns: ['a', 'b, c'], rows: [['say "hi"', 'two\nlines']] });
    expect(text).toBe('a,"b, c"\r\n"say ""hi""","two\nlines"\r\n');
  });

  it('guards texts that a spreadsheet would calculate, and leaves numbers alone', () => {
    const rows = [['=1+1', '+1', '-2', '@sum', '\tx', -2, 0.5]];
    expect(toCsv({ columns: ['n'], rows })).toBe(`n\r\n'=1+1,'+1,'-2,'@sum,'\tx,-2,0.5\r\n`);
  });

  it('guards a formula inside of quotes too', () => {
    expect(toCsv({ columns: ['n'], rows: [['=HYPERLINK("http://x","y")']] })).toBe(
      'n\r\n"\'=HYPERLINK(""http://x"",""y"")"\r\n',
    );
  });

  it('writes nothing for what is not known', () => {
    expect(toCsv({ columns: ['a', 'b'], rows: [[null, Number.NaN]] })).toBe('a,b\r\n,\r\n');
  });
});

describe('sorting a table', () => {
  const rows = [
    ['b', 2],
    ['a', null],
    ['c', 10],
    ['d', 2],
  ];
  const names = (sorted: typeof rows | readonly (readonly (string | number | null)[])[]) =>
    sorted.map(([name]) => name).join('');

  it('puts empty cells last in both directions and keeps equal rows as they were', () => {
    expect(names(sortRows(rows, { column: 1, isDescending: false }))).toBe('bdca');
    expect(names(sortRows(rows, { column: 1, isDescending: true }))).toBe('cbda');
    expect(sortRows(rows, undefined)).toBe(rows);
  });

  it('sorts texts with numbers in them by the numbers', () => {
    const texts = [['clip-10'], ['clip-9'], ['Clip-1']];
    expect(names(sortRows(texts, { column: 0, isDescending: false }))).toBe('Clip-1clip-9clip-10');
  });
});

describe('the best values of a table', () => {
  it('knows from the name which end of a column is good', () => {
    const ends = [
      'HitRate@10',
      'Recall@20',
      'NDCG@20',
      'seconds',
      'peak memory MB',
      'median rank',
      'model',
      '± recall',
    ];
    expect(ends.map(betterEnd)).toEqual(['high', 'high', 'high', 'low', 'low', 'low', undefined, undefined]);
  });

  it('marks the best number, and not what chance or the bound gives', () => {
    const table = {
      columns: ['vectors', 'HitRate@10', 'seconds', 'videos'],
      rows: [
        ['token', 0.8, 3, 5],
        ['pooled', 0.7, 2, 5],
        ['chance (expected)', 0.1, 0, 5],
        ['best possible', 1, null, 5],
      ],
    };
    expect(bestValues(table)).toEqual([undefined, 0.8, 2, undefined]);
  });

  it('marks nothing where there is nothing to compare', () => {
    expect(bestValues({ columns: ['m', 'recall'], rows: [['a', 0.5]] })).toEqual([undefined, undefined]);
  });
});

describe('comparing two models', () => {
  const figure = (name: string, value: number | null) => ({ name, value, chance: null, meaning: name });

  it('puts the figures of the other one beside those of the first, and what only it has last', () => {
    const rows = compareDiagnostics(
      [figure('loss', 2), figure('rank', 5)],
      [figure('rank', 4), figure('cosine', 0.1)],
    );
    expect(rows.map(({ name, value, other }) => [name, value, other])).toEqual([
      ['loss', 2, undefined],
      ['rank', 5, 4],
      ['cosine', null, 0.1],
    ]);
  });
});

describe('words about runs', () => {
  it('shortens ids, names files and tells durations', () => {
    expect(shortId('video-token-005c566b9cc65919')).toBe('video-token-005c566b');
    expect(fileName('Retrieval by “kind”, held-out', 'csv')).toBe('retrieval-by-kind-held-out.csv');
    expect(fileName('…', 'svg')).toBe('table.svg');
    expect([null, 4.24, 61.5, 7503].map(formatSeconds)).toEqual(['–', '4.2 s', '1 min 1 s', '2 h 5 min']);
  });
});

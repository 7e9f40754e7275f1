import { describe, expect, it } from 'vitest';
import type { Filter } from '../../src/service/filter/filter.js';
import { filterSql } from '../../src/service/filter/filter-sql.js';
import { type FilterableVideo, matchesFilter } from '../../src/service/filter/matches-filter.js';
import { parseFilter } from '../../src/service/filter/parse-filter.js';
import { ProblemError } from '../../src/service/problem-error.js';

const CAT: FilterableVideo = {
  id: 'v1',
  title: 'A cat',
  tags: ['cat', 'pet'],
  labels: { kind: 'music', 'any name': 'x' },
  durationSeconds: 9.5,
  width: 1080,
  height: 1920,
  hasSound: true,
  hasMedia: true,
  hasToken: true,
  hasDescription: false,
  describer: null,
  clusterId: 3,
  tokenClusterId: null,
  createdAtMs: Date.UTC(2026, 0, 31),
};

const number = (field: 'cluster' | 'duration', value: number): Filter => ({
  kind: 'number',
  field,
  operator: '=',
  value,
});

function fault(text: string): string {
  try {
    parseFilter(text);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    expect(error).toMatchObject({ status: 400, code: 'invalid-filter' });
    expect(error.errors).toEqual([{ path: 'where', message: error.message }]);
    return error.message;
  }
  throw new Error(`"${text}" was read`);
}

describe('a filter', () => {
  it('binds not before and, and before or', () => {
    expect(parseFilter('cluster = 1 or not cluster = 2 and cluster = 3')).toEqual({
      kind: 'or',
      parts: [
        number('cluster', 1),
        { kind: 'and', parts: [{ kind: 'not', part: number('cluster', 2) }, number('cluster', 3)] },
      ],
    });
    expect(parseFilter('(cluster = 1 or cluster = 2) and cluster = 3')).toEqual({
      kind: 'and',
      parts: [{ kind: 'or', parts: [number('cluster', 1), number('cluster', 2)] }, number('cluster', 3)],
    });
  });

  it('reads quoted texts as JSON does', () => {
    expect(parseFilter(String.raw`title = "say \"hi\" \\ caf\u00e9\n"`)).toMatchObject({
      value: 'say "hi" \\ café\n',
    });
    expect(parseFilter(String.raw`title = "half \ud83d"`)).toMatchObject({ value: 'half \ufffd' });
  });

  it.each([
    ['duration < 10', true],
    ['duration >= 9.5 and duration <= 9.5', true],
    ['NOT duration > 9.5 AND has token', true],
    ['duration > -1e3', true],
    ['cluster in (1, 3)', true],
    ['cluster in (1, 2)', false],
    ['title contains "cat" and not title contains "Cat"', true],
    ['tag = "pet"', true],
    ['tag != "pet"', false],
    ['tag != "dog"', true],
    ['tag contains "at"', true],
    ['tag in ("dog", "cat")', true],
    ['label.kind = "music"', true],
    ['label."any name" in ("x")', true],
    ['label.toString = "x"', false],
    ['label.other != "music"', true],
    ['has description', false],
    ['not has description', true],
    ['created >= "2026-01-31" and created < "2026-01-31T00:00:00.001Z"', true],
    ['created = "2026-01-31T01:00:00+01:00"', true],
    ['created = 1769817600000', true],
  ])('%s is %s for a cat', (text, expected) => {
    expect(matchesFilter(parseFilter(text), CAT)).toBe(expected);
  });

  it.each([
    ['describer = "signal"', false],
    ['describer != "signal"', false],
    ['not describer = "signal"', false],
    ['not (describer = "signal" or token_cluster = 1)', false],
    ['token_cluster in (1)', false],
    ['not token_cluster in (1)', false],
    ['not (token_cluster = 1 and has description)', true],
    ['token_cluster = 1 or has sound', true],
    ['not not token_cluster = 1', false],
  ])('%s, of which something is not known, is %s', (text, expected) => {
    expect(matchesFilter(parseFilter(text), CAT)).toBe(expected);
  });
});

describe('a wrong filter is refused with its place', () => {
  it.each([
    ['', 'Character 1 of the filter: expected duration, width'],
    ['colour = "red"', 'Character 1 of the filter: expected duration, width, height, cluster, token_cluster'],
    ['duration', 'Character 9 of the filter: expected =, !=, <, <=, >, >=, in; found the end'],
    ['duration < "10"', 'Character 12 of the filter: expected a number; found "10"'],
    ['duration contains 1', 'Character 10 of the filter: expected =, !=, <'],
    ['duration < 1e999', 'Character 12 of the filter: 1e999 is too large for a number'],
    ['duration = 0x10', 'Character 13 of the filter: expected "and", "or" or the end; found x10'],
    ['tag < "a"', 'Character 5 of the filter: expected =, !=, contains, in; found <'],
    ['tag = 1', 'Character 7 of the filter: expected a text in double quotes; found 1'],
    ["tag = 'cat'", 'Character 7 of the filter: unexpected character "\'": texts stand in double quotes'],
    ['tag = "cat', 'Character 7 of the filter: this text is never closed'],
    ['tag = "cat\\"', 'Character 7 of the filter: this text is never closed'],
    ['tag = "a\\x"', 'Character 7 of the filter: this text is not written as in JSON'],
    ['tag = "a\nb"', 'Character 7 of the filter: this text is not written as in JSON'],
    ['tag = "a"; drop', 'Character 10 of the filter: unexpected character ";"'],
    ['tag = "a" -- x', 'Character 11 of the filter: unexpected character "-"'],
    ['tag = "a" 🐈', 'Character 11 of the filter: unexpected character "🐈"'],
    ['tag contains ""', 'Character 14 of the filter: every text contains the empty one'],
    ['tag in ()', 'Character 9 of the filter: expected a text in double quotes; found )'],
    ['cluster in (1 2)', 'Character 15 of the filter: expected "," or ")"; found 2'],
    ['(cluster = 1', 'Character 13 of the filter: expected ")"; found the end'],
    ['cluster = 1)', 'Character 12 of the filter: expected "and", "or" or the end; found )'],
    ['cluster = 1 cluster = 2', 'Character 13 of the filter: expected "and", "or" or the end; found cluster'],
    ['label = "a"', 'Character 7 of the filter: expected "." and the name of a label; found ='],
    ['label."a=b" = "c"', 'Character 7 of the filter: the name of a label holds no "="'],
    ['label.kind contains "c"', 'Character 12 of the filter: expected =, !=, in; found contains'],
    ['has legs', 'Character 5 of the filter: expected token, sound, media, description; found legs'],
    ['created > "2026-02-30"', 'Character 11 of the filter: expected a day such as "2026-01-31"'],
    ['created > "2026-01-01T10:00:00"', 'Character 11 of the filter: expected a day'],
    [
      'created > yesterday',
      'Character 11 of the filter: expected a date such as "2026-01-31", or milliseconds',
    ],
  ])('%s', (text, message) => {
    expect(fault(text)).toContain(message);
  });

  it('is refused beyond its bounds, and quickly', () => {
    expect(fault('('.repeat(13))).toContain('go at most 12 deep');
    expect(fault('not '.repeat(400))).toContain('go at most 12 deep');
    expect(fault(`${'has sound or '.repeat(100)}has sound`)).toContain('at most 100 conditions');
    expect(fault(`cluster in (${'1,'.repeat(200)}1)`)).toContain('at most 200 values');
    expect(fault(`tag = "${'a'.repeat(2000)}"`)).toContain('at most 2000 characters, this one 2008');
    expect(fault(`tag = "${'\\'.repeat(1900)}`)).toContain('never closed');
    expect(fault(`${' '.repeat(1999)}!`)).toContain('unexpected character "!"');
  });
});

it('writes values of the wrong type for a column so that the planner takes them', () => {
  expect(filterSql(parseFilter('width = 1.5 and not created < 5'))).toBe(
    '(CAST(width AS DOUBLE) = 1.5e+0 AND CAST(created_at AS BIGINT) >= 5)',
  );
  expect(filterSql(parseFilter(`title = "it's" or tag contains "x"`))).toBe(
    "(title IN ('it''s') OR contains(array_to_string(tags, '\u001f'), 'x'))",
  );
});

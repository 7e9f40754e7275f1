import { join } from 'node:path';
import { parquetWriteFile } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { parseTime } from '../../src/dataset/readers/parse-time.js';
import { watchLog } from '../../src/dataset/readers/watch-log.js';
import { collect, datasetFolder } from '../support/dataset-folder.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const { signal } = new AbortController();

async function read(name: string, text: string) {
  const folder = await datasetFolder(await temporaryFolder(), { [name]: text });
  return collect(watchLog.read({ file: join(folder, name), signal }));
}

const WATCH = { kind: 'event', userId: 'ann', itemId: '7', watchSeconds: 4.5, durationSeconds: 9 };

describe('a moment', () => {
  it.each([
    ['seconds', 1_400_000_000, 1_400_000_000_000],
    ['seconds as text', '1400000000', 1_400_000_000_000],
    ['fractions of a second', 1_400_000_000.1234, 1_400_000_000_123],
    ['the last number of seconds', 99_999_999_999, 99_999_999_999_000],
    ['the first number of milliseconds', 100_000_000_000, 100_000_000_000],
    ['milliseconds', '1400000000123', 1_400_000_000_123],
    ['a bigint of milliseconds', 1_400_000_000_123n, 1_400_000_000_123],
    ['an ISO time with a zone', '2014-05-13T18:53:20+02:00', 1_400_000_000_000],
    ['an ISO time without a zone, which is UTC', '2014-05-13 16:53:20', 1_400_000_000_000],
    ['an ISO time in UTC', '2014-05-13T16:53:20.5Z', 1_400_000_000_500],
    ['a day', '2014-05-13', 1_399_939_200_000],
    ['a date object', new Date(5), 5],
    ['microseconds', 1_400_000_000_000_000, undefined],
    ['a negative number', -1, undefined],
    ['another notation', '13/05/2014', undefined],
    ['a day that does not exist', '2014-13-45', undefined],
    ['nothing', undefined, undefined],
  ])('given as %s', (_notation, value, expected) => {
    expect(parseTime(value)).toBe(expected);
  });
});

describe('a watch log', () => {
  it('in CSV is read by the names of its columns, however they are written', async () => {
    const text = 'User ID,video_id,Watch-Seconds,Duration,other,TIMESTAMP\nann,7,4.5,9,x,1400000000\n';
    expect(await read('log.csv', text)).toEqual([{ ...WATCH, atMs: 1_400_000_000_000 }]);
  });

  it('in milliseconds is turned into seconds', async () => {
    const text = 'user_id\tphoto_id\tplay_time_ms\tduration_ms\ttime_ms\nann\t7\t4500\t9000\t1400000000123\n';
    expect(await read('log.tsv', text)).toEqual([{ ...WATCH, atMs: 1_400_000_000_123 }]);
  });

  it('in JSON lines has keys of its own in every line', async () => {
    const text =
      '{"user":"ann","item":7,"watchSeconds":4.5,"duration":9}\n\n{"user":"ann","item":7,"at":"2014-05-13"}\n{"user":"bob"}\n[1]\n{oops\n';
    expect(await read('log.jsonl', text)).toEqual([
      WATCH,
      { kind: 'event', userId: 'ann', itemId: '7', atMs: 1_399_939_200_000 },
      { kind: 'malformed', file: 'log.jsonl', line: 4, reason: 'there is no user or no item' },
      { kind: 'malformed', file: 'log.jsonl', line: 5, reason: 'it is no JSON object' },
      { kind: 'malformed', file: 'log.jsonl', line: 6, reason: 'it is no JSON object' },
    ]);
  });

  it('in Parquet is read over all its row groups, with whole numbers, dates and gaps', async () => {
    const file = join(await temporaryFolder(), 'log.parquet');
    parquetWriteFile({
      filename: file,
      rowGroupSize: 2,
      columnData: [
        { name: 'user_id', data: ['ann', 'bob', null] },
        { name: 'item_id', data: [7n, 8n, 9n], type: 'INT64' },
        { name: 'watch_seconds', data: [4.5, null, 1], type: 'DOUBLE' },
        { name: 'duration', data: [9, 0, 1], type: 'DOUBLE' },
        { name: 'at', data: [new Date(1_400_000_000_123), null, null], type: 'TIMESTAMP' },
      ],
    });
    expect(await collect(watchLog.read({ file, signal }))).toEqual([
      { ...WATCH, atMs: 1_400_000_000_123 },
      { kind: 'event', userId: 'bob', itemId: '8' },
      { kind: 'malformed', file: 'log.parquet', line: 3, reason: 'there is no user' },
    ]);
  });

  it('keeps a watch time of 0, which is a skip, and takes a duration of 0 as not known', async () => {
    const rows = await read('log.csv', 'user,item,watch_time,duration\nann,7,0,0\nann,7,,\n');
    expect(rows).toEqual([
      { kind: 'event', userId: 'ann', itemId: '7', watchSeconds: 0 },
      { kind: 'event', userId: 'ann', itemId: '7' },
    ]);
  });

  it('says of every malformed row where it stands and why', async () => {
    const text = [
      'user,item,watch_time,duration,time,rating',
      'ann,"7, or ""8""",1,2,,',
      'ann,"7,1,2,,',
      'ann,7,1',
      'ann,7,-1,2,,',
      'ann,7,1,long,,',
      'ann,7,1,2,yesterday,',
      'ann,7,1,2,,high',
      ',7,1,2,,',
    ].join('\n');
    const rows = await read('log.csv', text);
    expect(rows.map((row) => (row.kind === 'malformed' ? [row.line, row.reason] : row.itemId))).toEqual([
      '7, or "8"',
      [3, 'a quote is not closed'],
      [4, '3 cells, the header has 6'],
      [5, 'the watch time is no number of at least 0'],
      [6, 'the duration is no number of at least 0'],
      [7, '"yesterday" is no time'],
      [8, 'the rating is no number'],
      [9, 'there is no user'],
    ]);
  });

  it.each([
    ['log.csv', 'name,age\nann,7\n', /it is no watch log: its columns are name, age/],
    ['log.jsonl', '{"file":"a.mp4"}\n', /its columns are file/],
    ['log.csv', '', /its columns are missing/],
    ['log.csv', 'user,item,watch_time,play_time_ms\n', /"watch_time" and "play_time_ms" say the same/],
    ['log.parquet', 'PAR1 not really', /log\.parquet cannot be read/],
  ])('%s that is none is refused with the reason', async (name, text, reason) => {
    await expect(read(name, text)).rejects.toMatchObject({
      code: 'invalid-value',
      message: expect.stringMatching(reason),
    });
  });
});

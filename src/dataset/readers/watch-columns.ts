import { basename } from 'node:path';
import type { ReadEvent } from './interaction-reader.js';
import { parseTime } from './parse-time.js';
import { unreadableFile } from './unreadable-file.js';

type Role = 'user' | 'item' | 'watch' | 'watchMs' | 'duration' | 'durationMs' | 'time' | 'rating';

/** Names of columns, read without regard to case, spaces, `_`, `-` and `.`; a name in `ms` counts milliseconds. */
export const WATCH_COLUMNS: Readonly<Record<Role, readonly string[]>> = {
  user: ['user', 'userid', 'uid', 'viewer', 'viewerid'],
  item: ['item', 'itemid', 'iid', 'video', 'videoid', 'vid', 'photo', 'photoid'],
  watch: [
    'watchseconds',
    'watchedseconds',
    'watchtime',
    'watchtimeseconds',
    'watchduration',
    'watched',
    'playseconds',
    'playtime',
    'playduration',
    'playingtime',
  ],
  watchMs: [
    'watchms',
    'watchtimems',
    'watchdurationms',
    'playms',
    'playtimems',
    'playdurationms',
    'playingtimems',
  ],
  duration: [
    'duration',
    'durationseconds',
    'videoduration',
    'videodurationseconds',
    'videoseconds',
    'length',
    'lengthseconds',
    'videolength',
  ],
  durationMs: ['durationms', 'videodurationms', 'videolengthms', 'lengthms'],
  time: ['time', 'timestamp', 'ts', 'at', 'datetime', 'createdat', 'timems', 'timestampms', 'watchedat'],
  rating: ['rating', 'stars'],
};

/** Which column of a log plays which part. */
export type WatchLayout = ReadonlyMap<Role, string>;

/**
 * Finds the columns of a watch log by their names; others are left alone.
 * @returns undefined when there is no user or no item: it is no log.
 * @throws VidtokenError `invalid-value` when two columns play the same part.
 */
export function watchLayout(names: readonly string[], file: string): WatchLayout | undefined {
  const layout = new Map<Role, string>();
  for (const name of names) {
    const plain = name.toLowerCase().replaceAll(/[\s_.-]/g, '');
    const role = (Object.keys(WATCH_COLUMNS) as Role[]).find((each) => WATCH_COLUMNS[each].includes(plain));
    if (role === undefined) continue;
    const other = layout.get(role) ?? layout.get(twin(role));
    if (other !== undefined) {
      throw unreadableFile(file, {
        reason: `the columns "${other}" and "${name}" say the same`,
        hint: `Leave one of them out of ${basename(file)}.`,
      });
    }
    layout.set(role, name);
  }
  return layout.has('user') && layout.has('item') ? layout : undefined;
}

/** The same fact in the other unit. */
function twin(role: Role): Role {
  if (role === 'watch' || role === 'duration') return `${role}Ms`;
  if (role === 'watchMs') return 'watch';
  return role === 'durationMs' ? 'duration' : role;
}

const SECONDS_PER_MILLISECOND = 0.001;

/**
 * One event of a log. Empty cells say nothing. A duration of 0 is not known; a watch time of 0 is a video that was
 * skipped at once.
 * @returns why the row is none, where it is none.
 */
export function watchEvent(cellOf: (column: string) => unknown, layout: WatchLayout): ReadEvent | string {
  const cell = (role: Role): unknown => {
    const column = layout.get(role);
    const value = column === undefined ? undefined : cellOf(column);
    return value === '' || value === null ? undefined : value;
  };
  const [user, item] = [idOf(cell('user')), idOf(cell('item'))];
  if (user === undefined) return 'there is no user';
  if (item === undefined) return 'there is no item';
  const seconds = (role: 'watch' | 'duration') =>
    numberOf(cell(role)) ?? scaled(numberOf(cell(`${role}Ms`)), SECONDS_PER_MILLISECOND);
  const [watch, duration, rating] = [seconds('watch'), seconds('duration'), numberOf(cell('rating'))];
  for (const [name, value] of Object.entries({ 'watch time': watch, duration })) {
    if (value !== undefined && !(value >= 0)) return `the ${name} is no number of at least 0`;
  }
  if (Number.isNaN(rating)) return 'the rating is no number';
  const time = cell('time');
  const atMs = parseTime(time);
  if (time !== undefined && atMs === undefined) return `"${String(time)}" is no time`;
  return {
    kind: 'event',
    userId: user,
    itemId: item,
    ...(atMs === undefined ? {} : { atMs }),
    ...(watch === undefined ? {} : { watchSeconds: watch }),
    ...(duration === undefined || duration === 0 ? {} : { durationSeconds: duration }),
    ...(rating === undefined ? {} : { rating }),
  };
}

function idOf(value: unknown): string | undefined {
  const isId = typeof value === 'string' || typeof value === 'bigint' || Number.isSafeInteger(value);
  const text = isId ? String(value).trim() : '';
  return text === '' ? undefined : text;
}

/** NaN for what is there and is no finite number. */
function numberOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'bigint') return Number(value);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : Number.NaN;
}

function scaled(value: number | undefined, by: number): number | undefined {
  return value === undefined ? undefined : value * by;
}

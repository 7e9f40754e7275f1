import type { SummaryQuery } from '../../core/summary.js';
import { sqlText } from '../../store/sql.js';
import type { ListVideosQuery } from '../contract/video.js';
import type { LibraryVideo } from './library-video.js';

type OrderName = ListVideosQuery['order'];

interface VideoOrder {
  readonly orderBy: NonNullable<SummaryQuery['orderBy']>;
  /** What is compared before the ids; null comes last. */
  readonly key: (video: LibraryVideo) => number | null;
  /** The same in SQL. */
  readonly keySql: string;
}

const CREATED_SQL = 'CAST(created_at AS BIGINT)';
const noKey = (): null => null;
const created = ({ createdAtMs }: LibraryVideo): number => createdAtMs;
const duration = ({ durationSeconds }: LibraryVideo): number | null => durationSeconds;

/** The orders of a list. */
export const VIDEO_ORDER: Readonly<Record<OrderName, VideoOrder>> = {
  id: { orderBy: { column: 'id', ascending: true }, key: noKey, keySql: 'NULL' },
  newest: { orderBy: { column: 'created_at', ascending: false }, key: created, keySql: CREATED_SQL },
  oldest: { orderBy: { column: 'created_at', ascending: true }, key: created, keySql: CREATED_SQL },
  longest: { orderBy: { column: 'duration', ascending: false }, key: duration, keySql: 'duration' },
  shortest: { orderBy: { column: 'duration', ascending: true }, key: duration, keySql: 'duration' },
};

/** Negative when `left` comes first; videos of equal keys in the order of their ids. */
export function compareVideos(order: OrderName): (left: LibraryVideo, right: LibraryVideo) => number {
  const { key, orderBy } = VIDEO_ORDER[order];
  const sign = orderBy.ascending ? 1 : -1;
  return (left, right) => {
    const leftKey = key(left);
    const rightKey = key(right);
    if (leftKey === rightKey) return compareIds(left.id, right.id);
    if (leftKey === null) return 1;
    if (rightKey === null) return -1;
    return sign * (leftKey - rightKey);
  };
}

/** SQL condition of the videos that come after one. */
export function behind(order: OrderName, video: LibraryVideo): string {
  const { key, keySql, orderBy } = VIDEO_ORDER[order];
  const value = key(video);
  const laterId = `id > ${sqlText(video.id)}`;
  if (order === 'id') return laterId;
  if (value === null) return `${keySql} IS NULL AND ${laterId}`;
  const further = `${keySql} ${orderBy.ascending ? '>' : '<'} ${value}`;
  return `${further} OR (${keySql} = ${value} AND ${laterId}) OR ${keySql} IS NULL`;
}

const SURROGATE = /[\ud800-\udfff]/;

/** By the bytes of UTF-8, as the tables sort: code units differ from them only behind U+D7FF. */
export function compareIds(left: string, right: string): number {
  if (left === right) return 0;
  if (SURROGATE.test(left) || SURROGATE.test(right))
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  return left < right ? -1 : 1;
}

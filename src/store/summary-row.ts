import { type ContentHash, spaceId, videoId } from '../core/ids.js';
import { SUMMARY_DESCRIPTION_CHARACTERS, type SummaryRow, type VideoMark } from '../core/summary.js';
import type { RowReader } from './row-reader.js';
import { toLabels } from './video-row.js';

/** Column or SQL by the name that `toSummaryRow` reads. The description is cut before it leaves the table. */
export const SUMMARY_COLUMNS: readonly (readonly [string, string])[] = [
  ...[
    ...['id', 'content_hash', 'uri', 'title', 'describer', 'tags', 'labels', 'duration', 'width', 'height'],
    ...[
      'audio_codec',
      'container',
      'content_cluster',
      'token_cluster',
      'space_id',
      'created_at',
      'updated_at',
    ],
  ].map((name) => [name, name] as const),
  // `left` gives a kind of text that the Arrow library does not read.
  ['description', `arrow_cast(left(description, ${SUMMARY_DESCRIPTION_CHARACTERS}), 'Utf8')`],
];

/** Columns that `toVideoMark` reads. */
export const MARK_COLUMNS: readonly (readonly [string, string])[] = [
  ...['id', 'content_hash', 'content_cluster', 'token_cluster', 'space_id', 'updated_at'],
].map((name) => [name, name] as const);

/** Written out field by field: many rows are read at once, and spreading each would take longer than reading it. */
export function toSummaryRow(row: RowReader): SummaryRow {
  const space = row.optionalText('space_id');
  return {
    id: videoId(row.text('id')),
    contentHash: row.text('content_hash') as ContentHash,
    contentClusterId: row.optionalNumber('content_cluster') ?? null,
    tokenClusterId: row.optionalNumber('token_cluster') ?? null,
    spaceId: space === undefined ? null : spaceId(space),
    updatedAtMs: row.number('updated_at'),
    uri: row.text('uri'),
    title: row.optionalText('title') ?? null,
    description: row.optionalText('description') ?? null,
    describerId: row.optionalText('describer') ?? null,
    tags: row.texts('tags'),
    labels: toLabels(row),
    durationSeconds: row.optionalNumber('duration') ?? null,
    width: row.optionalNumber('width') ?? null,
    height: row.optionalNumber('height') ?? null,
    hasSound: row.optionalText('audio_codec') !== undefined,
    hasMedia: row.optionalText('container') !== undefined,
    createdAtMs: row.number('created_at'),
    token: space === undefined ? null : (row.optionalFloats('token') ?? null),
  };
}

export function toVideoMark(row: RowReader): VideoMark {
  const space = row.optionalText('space_id');
  return {
    id: videoId(row.text('id')),
    contentHash: row.text('content_hash') as ContentHash,
    contentClusterId: row.optionalNumber('content_cluster') ?? null,
    tokenClusterId: row.optionalNumber('token_cluster') ?? null,
    spaceId: space === undefined ? null : spaceId(space),
    updatedAtMs: row.number('updated_at'),
  };
}

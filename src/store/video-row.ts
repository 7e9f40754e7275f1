import type { Measurements } from '../core/description.js';
import { MODALITIES, type Modality } from '../core/features.js';
import { contentHash, spaceId, videoId } from '../core/ids.js';
import type { JsonValue, VideoInfo } from '../core/media.js';
import type { VideoRecord } from '../core/record.js';
import type { VectorRow } from '../core/store.js';
import { allFinite, norm } from '../math/vector.js';
import type { Row } from './arrow-rows.js';
import { metadataHash } from './metadata-hash.js';
import type { RowReader } from './row-reader.js';
import { toTextCells, toTexts } from './text-cells.js';

/** Columns that `toVectorRow` needs, beside the vectors. */
export const VECTOR_ROW_COLUMNS = [
  'id',
  'content_hash',
  'uri',
  'labels',
  'description',
  'describer',
  'description_model',
  'content_cluster',
  'token_cluster',
  'space_id',
  'token',
] as const;

/** A record as cells of the `videos` table. */
export function toVideoRow(record: VideoRecord): Row {
  const { info, measurements, title, providedDescription } = record;
  return {
    id: record.id,
    content_hash: record.contentHash,
    uri: record.uri,
    size_bytes: BigInt(record.sizeBytes),
    title: title ?? null,
    tags: record.tags,
    labels: Object.entries(record.labels).map(([name, value]) => `${name}=${value}`),
    metadata: JSON.stringify(record.metadata),
    ...mediaCells(info),
    info: info === undefined ? null : JSON.stringify(info),
    measurements: measurements === undefined ? null : JSON.stringify(measurements),
    provided_description: providedDescription ?? null,
    ...toTextCells(record),
    metadata_hash: metadataHash({
      tags: record.tags,
      labels: record.labels,
      metadata: record.metadata,
      ...(title === undefined ? {} : { title }),
      ...(providedDescription === undefined ? {} : { description: providedDescription }),
    }),
    token: record.token ?? null,
    space_id: record.token === undefined ? null : (record.spaceId ?? null),
    ...Object.fromEntries(MODALITIES.map((modality) => [modality, record.pooled[modality] ?? null])),
    semantic: directionOf(record.semantic),
    content_cluster: record.contentClusterId ?? null,
    token_cluster: record.tokenClusterId ?? null,
    batch: record.batch,
    created_at: record.createdAtMs,
    updated_at: record.updatedAtMs,
    thumbnail: record.thumbnailJpeg ?? null,
  };
}

/** Cosine distance to a vector without direction is undefined: it would vanish from every search, or spoil it. */
function directionOf(vector: Float32Array | undefined): Float32Array | null {
  return vector !== undefined && allFinite(vector) && norm(vector) > 0 ? vector : null;
}

/** Facts that people filter by stand in columns of their own, beside the whole `info`. */
function mediaCells(info: VideoInfo | undefined): Row {
  return {
    duration: info?.durationSeconds ?? null,
    width: info?.video.width ?? null,
    height: info?.video.height ?? null,
    frame_rate: info?.video.framesPerSecond ?? null,
    video_codec: info?.video.codec ?? null,
    audio_codec: info?.audio?.codec ?? null,
    container: info?.container ?? null,
  };
}

/** Absent in a row without media. */
function toMediaFacts(row: RowReader): Pick<VideoRecord, 'info' | 'measurements' | 'thumbnailJpeg'> {
  const info = row.optionalText('info');
  const measurements = row.optionalText('measurements');
  const thumbnailJpeg = row.optionalBytes('thumbnail');
  return {
    ...(info === undefined ? {} : { info: JSON.parse(info) as VideoInfo }),
    ...(measurements === undefined ? {} : { measurements: JSON.parse(measurements) as Measurements }),
    ...(thumbnailJpeg === undefined ? {} : { thumbnailJpeg }),
  };
}

/**
 * The record of one row with all its columns; those that an older store lacks count as null. JSON columns are our own
 * writing and are not checked again.
 */
export function toVideoRecord(row: RowReader): VideoRecord {
  const title = row.optionalText('title');
  const providedDescription = row.optionalText('provided_description');
  const semantic = row.optionalFloats('semantic');
  return {
    id: videoId(row.text('id')),
    contentHash: contentHash(row.text('content_hash')),
    uri: row.text('uri'),
    sizeBytes: row.number('size_bytes'),
    tags: row.texts('tags'),
    labels: toLabels(row),
    metadata: JSON.parse(row.text('metadata')) as Record<string, JsonValue>,
    ...toMediaFacts(row),
    ...(title === undefined ? {} : { title }),
    ...(providedDescription === undefined ? {} : { providedDescription }),
    ...toTexts(row),
    ...(semantic === undefined ? {} : { semantic }),
    ...tokenAndSpace(row),
    ...clusterIds(row),
    pooled: toPooled(row),
    batch: row.text('batch'),
    createdAtMs: row.number('created_at'),
    updatedAtMs: row.number('updated_at'),
  };
}

/** The light form, from `VECTOR_ROW_COLUMNS` and the pooled columns. */
export function toVectorRow(row: RowReader): VectorRow {
  const description = row.optionalText('description');
  const describerId = row.optionalText('describer');
  const descriptionModel = row.optionalText('description_model');
  const { token } = tokenAndSpace(row);
  return {
    id: videoId(row.text('id')),
    contentHash: contentHash(row.text('content_hash')),
    uri: row.text('uri'),
    labels: toLabels(row),
    ...(description === undefined ? {} : { description }),
    ...(describerId === undefined ? {} : { describerId }),
    ...(descriptionModel === undefined ? {} : { descriptionModel }),
    ...clusterIds(row),
    ...(token === undefined ? {} : { token }),
    pooled: toPooled(row),
  };
}

/** A label's name ends at the first `=`; its value may hold more of them. */
export function toLabels(row: RowReader): Record<string, string> {
  const entries = row.texts('labels').map((label): [string, string] => {
    const split = label.indexOf('=');
    return [label.slice(0, split), label.slice(split + 1)];
  });
  return Object.fromEntries(entries);
}

/** A token counts with its space alone: a change of dimension that was killed leaves tokens without one. */
function tokenAndSpace(row: RowReader): Pick<VideoRecord, 'token' | 'spaceId'> {
  const space = row.optionalText('space_id');
  const token = space === undefined ? undefined : row.optionalFloats('token');
  return space === undefined || token === undefined ? {} : { token, spaceId: spaceId(space) };
}

function clusterIds(row: RowReader): Pick<VideoRecord, 'contentClusterId' | 'tokenClusterId'> {
  const content = row.optionalNumber('content_cluster');
  const token = row.optionalNumber('token_cluster');
  return {
    ...(content === undefined ? {} : { contentClusterId: content }),
    ...(token === undefined ? {} : { tokenClusterId: token }),
  };
}

function toPooled(row: RowReader): Partial<Record<Modality, Float32Array>> {
  const pooled: Partial<Record<Modality, Float32Array>> = {};
  for (const modality of MODALITIES) {
    const vector = row.optionalFloats(modality);
    if (vector !== undefined) pooled[modality] = vector;
  }
  return pooled;
}

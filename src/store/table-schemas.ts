import {
  Binary,
  Bool,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  Schema,
  TimestampMillisecond,
  Utf8,
} from 'apache-arrow';
import type { StoreSchema } from '../core/store.js';
import { pooledWidths } from './pooled-widths.js';

const required = (name: string, type: DataType) => new Field(name, type, false);
const optional = (name: string, type: DataType) => new Field(name, type, true);
const listOf = (type: DataType) => new List(new Field('item', type, true));
const vectorOf = (width: number) => new FixedSizeList(width, new Field('item', new Float32(), true));
const text = new Utf8();

/** Columns of `videos`; `src/store/README.md` says what each means. */
export function videosSchema(schema: StoreSchema): Schema {
  return new Schema([
    required('id', text),
    required('content_hash', text),
    required('uri', text),
    required('size_bytes', new Int64()),
    optional('title', text),
    required('tags', listOf(text)),
    required('labels', listOf(text)),
    required('metadata', text),
    optional('duration', new Float64()),
    required('width', new Int32()),
    required('height', new Int32()),
    optional('frame_rate', new Float64()),
    required('video_codec', text),
    optional('audio_codec', text),
    required('container', text),
    required('info', text),
    required('measurements', text),
    optional('provided_description', text),
    optional('description', text),
    optional('describer', text),
    optional('prompt_hash', text),
    required('metadata_hash', text),
    optional('token', vectorOf(schema.tokenDimension)),
    optional('space_id', text),
    ...[...pooledWidths(schema)].map(([modality, width]) => optional(modality, vectorOf(width))),
    optional('content_cluster', new Int32()),
    optional('token_cluster', new Int32()),
    required('batch', text),
    required('created_at', new TimestampMillisecond()),
    required('updated_at', new TimestampMillisecond()),
    required('thumbnail', new Binary()),
  ]);
}

/**
 * One row per video and extractor. Tokens are a list of float32 rather than bytes: Python and SQL users can
 * read them as they are, and Arrow hands them back as a `Float32Array` without a copy.
 */
export const featuresSchema = new Schema([
  required('key', text),
  required('content_hash', text),
  required('extractor_id', text),
  required('position', new Int32()),
  required('modality', text),
  required('width', new Int32()),
  required('token_count', new Int32()),
  required('tokens', listOf(new Float32())),
  required('times', listOf(new Float32())),
  required('pooled', listOf(new Float32())),
]);

export const failuresSchema = new Schema([
  required('file', text),
  optional('content_hash', text),
  required('code', text),
  required('reason', text),
  required('retryable', new Bool()),
  required('run_id', text),
  required('at', new TimestampMillisecond()),
]);

export const runsSchema = new Schema([
  required('id', text),
  required('command', text),
  required('status', text),
  required('code_version', text),
  required('config', text),
  optional('data_hash', text),
  optional('prompt_hash', text),
  optional('seed', new Float64()),
  optional('space_id', text),
  required('started_at', new TimestampMillisecond()),
  optional('finished_at', new TimestampMillisecond()),
  optional('report', text),
]);

/** One row per fit, so that a set of centres is there as a whole or not at all. */
export const clustersSchema = new Schema([
  required('id', text),
  required('kind', text),
  required('space', text),
  required('version', new Int32()),
  required('dimension', new Int32()),
  required('centroids', listOf(new Float32())),
  required('sizes', listOf(new Int32())),
  required('mean', listOf(new Float32())),
  required('scale', listOf(new Float32())),
  required('inertia', new Float64()),
  required('seed', new Float64()),
  required('created_at', new TimestampMillisecond()),
]);

import { Binary, Float64, Int32, Int64, Schema, TimestampMillisecond } from 'apache-arrow';
import type { StoreSchema } from '../core/store.js';
import { listOf, optional, required, text, vectorOf } from './arrow-fields.js';
import { pooledWidths } from './pooled-widths.js';
import { semanticWidth } from './semantic-width.js';

/** Columns that stores of earlier versions lack; the next writer adds them, see `missing-columns.ts`. */
export const ADDED_TEXT_COLUMNS = [
  'description_model',
  'description_structured',
  'transcript',
  'transcript_source',
  'transcript_language',
  'on_screen_text',
] as const;

/** Columns of `videos`; `src/store/README.md` says what each means. */
export function videosSchema(schema: StoreSchema): Schema {
  const semantic = semanticWidth(schema);
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
    optional('width', new Int32()),
    optional('height', new Int32()),
    optional('frame_rate', new Float64()),
    optional('video_codec', text),
    optional('audio_codec', text),
    optional('container', text),
    optional('info', text),
    optional('measurements', text),
    optional('provided_description', text),
    optional('description', text),
    optional('describer', text),
    optional('prompt_hash', text),
    required('metadata_hash', text),
    optional('token', vectorOf(schema.tokenDimension)),
    optional('space_id', text),
    ...[...pooledWidths(schema)].map(([modality, width]) => optional(modality, vectorOf(width))),
    ...(semantic === undefined ? [] : [optional('semantic', vectorOf(semantic))]),
    optional('content_cluster', new Int32()),
    optional('token_cluster', new Int32()),
    required('batch', text),
    required('created_at', new TimestampMillisecond()),
    required('updated_at', new TimestampMillisecond()),
    optional('thumbnail', new Binary()),
    ...ADDED_TEXT_COLUMNS.map((name) => optional(name, text)),
  ]);
}

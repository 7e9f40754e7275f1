import { Bool, Float32, Float64, Int32, Schema, TimestampMillisecond } from 'apache-arrow';
import { listOf, optional, required, text } from './arrow-fields.js';

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

/** One row per event. */
export const interactionsSchema = new Schema([
  required('key', text),
  required('user_id', text),
  required('item_id', text),
  optional('at', new TimestampMillisecond()),
  optional('watch_seconds', new Float64()),
  optional('duration_seconds', new Float64()),
  optional('rating', new Float64()),
  optional('split', text),
  required('source', text),
]);

/** One row per call of a describer. Counts are float64, so that no number an endpoint claims can overflow. */
export const answersSchema = new Schema([
  required('id', text),
  required('key', text),
  required('content_hash', text),
  required('describer', text),
  required('prompt_hash', text),
  required('model', text),
  required('outcome', text),
  optional('code', text),
  optional('reason', text),
  optional('text', text),
  optional('structured', text),
  optional('input_tokens', new Float64()),
  optional('output_tokens', new Float64()),
  optional('cost_usd', new Float64()),
  optional('possible_cost_usd', new Float64()),
  required('run_id', text),
  required('at', new TimestampMillisecond()),
]);

export const quarantineSchema = new Schema([
  required('key', text),
  required('content_hash', text),
  required('id', text),
  required('describer', text),
  required('model', text),
  required('code', text),
  required('reason', text),
  required('retryable', new Bool()),
  required('run_id', text),
  required('at', new TimestampMillisecond()),
]);

/** One final vector of a trained recommender; a column `vector_<dimension>` for each width comes with the first of it. */
export const factorsSchema = new Schema([
  required('key', text),
  required('space_id', text),
  required('id', text),
]);

/** Which space of each recommender counts. */
export const recommendersSchema = new Schema([
  required('model', text),
  required('space_id', text),
  required('dimension', new Int32()),
]);

import { VidtokenError } from '../core/errors.js';
import { type FeatureSequence, type Modality, tokenCount } from '../core/features.js';
import { type ContentHash, contentHash } from '../core/ids.js';
import type { FeatureTable } from '../core/store.js';
import { allFinite } from '../math/vector.js';
import type { Row } from './arrow-rows.js';
import { inPages } from './in-pages.js';
import { type RowReader, readRows } from './row-reader.js';
import { sqlIn } from './sql.js';
import type { StoreTable } from './store-table.js';

/** Videos whose features go into one commit: a few megabytes. */
const COMMIT_VIDEOS = 256;
const LOOKUP_VIDEOS = 512;

export interface LanceFeatureTable extends FeatureTable {
  delete(hashes: readonly ContentHash[]): Promise<void>;
}

/** Feature sequences, one row per video and extractor. */
export function createFeatureTable(features: StoreTable): LanceFeatureTable {
  return {
    async upsert(records) {
      const unique = [...new Map(records.map((record) => [record.contentHash, record])).values()];
      for (const page of inPages(unique, COMMIT_VIDEOS)) {
        await removeOtherRows(features, page);
        const rows = page.flatMap(({ contentHash: hash, sequences }) =>
          sequences.map((sequence, position) => toRow(hash, sequence, position)),
        );
        await features.upsert('key', rows);
      }
    },
    async get(hashes) {
      const found = new Map<ContentHash, FeatureSequence[]>();
      for (const page of inPages([...new Set(hashes)], LOOKUP_VIDEOS)) {
        const query = features.table.query().where(sqlIn('content_hash', page));
        const rows = await features.read('reading features', () => readRows(query, toPlaced));
        rows.sort((left, right) => left.position - right.position);
        for (const { hash, sequence } of rows) found.set(hash, [...(found.get(hash) ?? []), sequence]);
      }
      return found;
    },
    async delete(hashes) {
      for (const page of inPages(hashes, LOOKUP_VIDEOS)) await features.delete(sqlIn('content_hash', page));
    },
  };
}

/** A content whose sound or title is gone must not keep the features of it. */
async function removeOtherRows(
  features: StoreTable,
  records: readonly { contentHash: ContentHash; sequences: readonly FeatureSequence[] }[],
): Promise<void> {
  const kept = records.flatMap(({ contentHash: hash, sequences }) =>
    sequences.map(({ extractorId }) => rowKey(hash, extractorId)),
  );
  const hashes = records.map((record) => record.contentHash);
  await features.delete(`${sqlIn('content_hash', hashes)} AND NOT (${sqlIn('key', kept)})`);
}

function rowKey(hash: ContentHash, extractorId: string): string {
  return `${hash}/${extractorId}`;
}

function toRow(hash: ContentHash, sequence: FeatureSequence, position: number): Row {
  const { extractorId, tokens, width, timesSeconds, pooled } = sequence;
  const count = tokenCount(sequence);
  const whole = Number.isInteger(count) && timesSeconds.length === count;
  if (!whole || !allFinite(tokens) || !allFinite(timesSeconds) || !allFinite(pooled)) {
    throw new VidtokenError({
      code: 'invalid-value',
      message: `Features of "${extractorId}" for ${hash.slice(0, 12)}… cannot be stored: ${
        whole
          ? 'a value is not finite'
          : `${tokens.length} values, width ${width}, ${timesSeconds.length} times`
      }.`,
      facts: { extractorId, contentHash: hash },
    });
  }
  return {
    key: rowKey(hash, extractorId),
    content_hash: hash,
    extractor_id: extractorId,
    position,
    modality: sequence.modality,
    width,
    token_count: count,
    tokens,
    times: timesSeconds,
    pooled,
  };
}

function toPlaced(row: RowReader): { hash: ContentHash; position: number; sequence: FeatureSequence } {
  return {
    hash: contentHash(row.text('content_hash')),
    position: row.number('position'),
    sequence: {
      extractorId: row.text('extractor_id'),
      modality: row.text('modality') as Modality,
      width: row.number('width'),
      tokens: row.floats('tokens'),
      timesSeconds: row.floats('times'),
      pooled: row.floats('pooled'),
    },
  };
}

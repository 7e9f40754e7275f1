import type { Connection } from '@lancedb/lancedb';
import { type ContentHash, contentHash, type VideoId, videoId } from '../core/ids.js';
import type { ClusterKind, VideoRecord } from '../core/record.js';
import type { Logger } from '../core/runtime.js';
import type { StoredIdentity, StoreSchema, VideoTable } from '../core/store.js';
import { arrowTable } from './arrow-rows.js';
import { checkVideoRecords, idTaken } from './check-video-records.js';
import { inPages } from './in-pages.js';
import { VECTOR_INDEX_MINIMUM_ROWS } from './index-plan.js';
import { ensureVectorIndex } from './maintain-table.js';
import { countSpaces, createSpaceGuard } from './one-space.js';
import { searchPooled } from './pooled-search.js';
import { pooledWidths } from './pooled-widths.js';
import { type RowReader, readRows } from './row-reader.js';
import { scanRows } from './scan-rows.js';
import { semanticWidth } from './semantic-width.js';
import { sqlAnd, sqlIn } from './sql.js';
import { columnsOf, type StoreTable, schemaOf } from './store-table.js';
import { streamRows } from './stream-rows.js';
import { MARK_COLUMNS, SUMMARY_COLUMNS, toSummaryRow, toVideoMark } from './summary-row.js';
import { searchText } from './text-search.js';
import { resizeTokens } from './token-column.js';
import { pooledColumn } from './vector-columns.js';
import { searchSemantic, searchVector } from './vector-search.js';
import { toVectorRow, toVideoRecord, toVideoRow, VECTOR_ROW_COLUMNS } from './video-row.js';
import { checkWhere, whereClause } from './where-clause.js';

const LOOKUP_PAGE = 1000;
const SCAN_PAGE = 512;
/** An update of one column rewrites it in every fragment it touches: few large commits, not many small ones. */
const CLUSTER_PAGE = 100_000;
const IDENTITY_COLUMNS = ['id', 'content_hash', 'uri', 'metadata_hash', 'space_id'];
const CLUSTER_COLUMNS: Readonly<Record<ClusterKind, string>> = {
  content: 'content_cluster',
  token: 'token_cluster',
};

interface VideoTableOptions {
  readonly database: Connection;
  readonly videos: StoreTable;
  readonly folder: string;
  readonly logger: Logger;
  /** The store's schema; another token dimension replaces it. */
  readonly schema: { current: StoreSchema };
  readonly deleteAnswers: (hashes: readonly ContentHash[]) => Promise<void>;
  readonly deleteFeatures: (hashes: readonly ContentHash[]) => Promise<void>;
  /** Vectors of recommenders and, unless they stay, interactions. */
  readonly deleteItems: (
    ids: readonly VideoId[],
    options: { readonly keepInteractions: boolean },
  ) => Promise<void>;
  /** Maintains all tables of the store. */
  readonly maintain: (vectorIndexMinimumRows: number) => Promise<void>;
}

/** The `videos` table over LanceDB; see the seam for what each method promises. */
export function createVideoTable(options: VideoTableOptions): VideoTable {
  const { database, videos, schema } = options;
  const widths = pooledWidths(schema.current);

  const lookUp = async <Result>(
    { column, values, columns }: { column: string; values: readonly string[]; columns?: readonly string[] },
    parse: (row: RowReader) => Result,
  ): Promise<Result[]> => {
    const results: Result[] = [];
    for (const page of inPages([...new Set(values)], LOOKUP_PAGE)) {
      const query = videos.table.query().where(sqlIn(column, page));
      if (columns !== undefined) query.select([...columns]);
      results.push(...(await videos.read('looking up videos', () => readRows(query, parse))));
    }
    return results;
  };
  const identities = (column: 'id' | 'content_hash', values: readonly string[]) =>
    lookUp({ column, values, columns: IDENTITY_COLUMNS }, toIdentity);
  const byHash = async (hashes: readonly ContentHash[]): Promise<Map<ContentHash, VideoRecord>> => {
    const records = await lookUp({ column: 'content_hash', values: hashes }, toVideoRecord);
    return new Map(records.map((record) => [record.contentHash, record]));
  };
  const search = {
    videos,
    byHash,
    schema,
    requireSpace: createSpaceGuard(videos.table),
  };

  return {
    version: () => videos.read('reading its version', (table) => table.version()),
    async count(where) {
      return videos.read('counting videos', async (table) => {
        await checkWhere(table, where);
        return table.countRows(where === undefined ? undefined : whereClause(where));
      });
    },
    spaceCounts: () => videos.read('counting spaces', countSpaces),
    async identitiesByHash(hashes) {
      const found = await identities('content_hash', hashes);
      return new Map(found.map((identity) => [identity.contentHash, identity]));
    },
    async identitiesById(ids) {
      const found = await identities('id', ids);
      return new Map(found.map((identity) => [identity.id, identity]));
    },
    async get(ids) {
      const records = await lookUp({ column: 'id', values: ids }, toVideoRecord);
      const byId = new Map(records.map((record) => [record.id, record]));
      return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
    },
    async thumbnail(id) {
      const columns = ['thumbnail'];
      const [found] = await lookUp({ column: 'id', values: [id], columns }, (row) =>
        row.optionalBytes('thumbnail'),
      );
      return found;
    },
    scan: ({ where, pageSize = SCAN_PAGE } = {}) =>
      scanRows({ database, source: videos, where, pageSize, parse: toVideoRecord }),
    scanVectors: ({ where, pageSize = SCAN_PAGE } = {}) =>
      scanRows({
        database,
        source: videos,
        where,
        pageSize,
        columns: columnsOf(videos, [...VECTOR_ROW_COLUMNS, ...widths.keys()]),
        parse: toVectorRow,
      }),
    summaries: ({ ids, where, withTokens = false, pageSize = SCAN_PAGE, orderBy, limit } = {}) =>
      streamRows({
        source: videos,
        where: sqlAnd(ids === undefined ? undefined : sqlIn('id', ids), where),
        pageSize,
        columns: withTokens ? [...SUMMARY_COLUMNS, ['token', 'token']] : SUMMARY_COLUMNS,
        ...(orderBy === undefined ? {} : { orderBy: [orderBy, { column: 'id', ascending: true }] }),
        ...(limit === undefined ? {} : { limit }),
        parse: toSummaryRow,
      }),
    marks: () =>
      streamRows({ source: videos, pageSize: SCAN_PAGE, columns: MARK_COLUMNS, parse: toVideoMark }),
    async upsert(records, space) {
      // The last record of a content wins, as it would with one call after the other.
      const unique = [...new Map(records.map((record) => [record.contentHash, record])).values()];
      checkVideoRecords(unique, {
        space,
        pooledWidths: widths,
        semanticWidth: semanticWidth(schema.current),
      });
      await requireFreeIds(
        unique,
        await identities(
          'id',
          unique.map(({ id }) => id),
        ),
      );
      if (space !== undefined && space.dimension !== schema.current.tokenDimension) {
        schema.current = await resizeTokens({ ...options, schema: schema.current }, space.dimension);
      }
      await videos.upsert('content_hash', unique.map(toVideoRow));
    },
    async setClusters(kind, ids) {
      const column = CLUSTER_COLUMNS[kind];
      for (const page of inPages([...ids], CLUSTER_PAGE)) {
        const rows = page.map(([hash, cluster]) => ({ content_hash: hash, [column]: cluster }));
        const source = arrowTable(schemaOf(videos.schema, ['content_hash', column]), rows);
        await videos.write(`setting ${kind} clusters`, (table) =>
          table.mergeInsert('content_hash').whenMatchedUpdateAll().execute(source),
        );
      }
    },
    searchVector: (query) => searchVector(search, query),
    searchSemantic: (query) => searchSemantic(search, query),
    nearestPooled: (query) => searchPooled(videos, query),
    async indexPooled(modality, { vectorIndexMinimumRows: minimumRows = VECTOR_INDEX_MINIMUM_ROWS } = {}) {
      const column = pooledColumn(schema.current, modality);
      if (column !== undefined) await ensureVectorIndex(videos, { column, minimumRows });
    },
    searchText: (query) => searchText(search, query),
    async delete(ids, { keepInteractions = false } = {}) {
      const found = await identities('id', ids);
      for (const page of inPages(found, LOOKUP_PAGE)) {
        const hashes = page.map((identity) => identity.contentHash);
        const pageIds = page.map(({ id }) => id);
        // What belongs to a row goes before it: after a kill in between, the same call can be made again and finds the
        // row. Features go after it: without a row they are harmless (the content brings its own when it comes again),
        // but a row without features would look complete.
        await options.deleteAnswers(hashes);
        await options.deleteItems(pageIds, { keepInteractions });
        await videos.delete(sqlIn('content_hash', hashes));
        await options.deleteFeatures(hashes);
      }
      return found.map(({ id }) => id);
    },
    maintain: ({ vectorIndexMinimumRows = VECTOR_INDEX_MINIMUM_ROWS } = {}) =>
      options.maintain(vectorIndexMinimumRows),
    async indexes() {
      const indexes = await videos.read('listing indexes', (table) => table.listIndices());
      return indexes.map(({ name, columns, indexType, numIndexedRows = 0, numUnindexedRows = 0 }) => ({
        name,
        columns,
        type: indexType,
        indexedRows: numIndexedRows,
        unindexedRows: numUnindexedRows,
      }));
    },
  };
}

function toIdentity(row: RowReader): StoredIdentity {
  return {
    id: videoId(row.text('id')),
    contentHash: contentHash(row.text('content_hash')),
    uri: row.text('uri'),
    metadataHash: row.text('metadata_hash'),
    hasToken: row.optionalText('space_id') !== undefined,
  };
}

/** An id may pass from one content to another only when both are written together. */
async function requireFreeIds(
  records: readonly VideoRecord[],
  stored: readonly StoredIdentity[],
): Promise<void> {
  const written = new Set(records.map((record) => record.contentHash));
  const holders = new Map<VideoId, ContentHash>(
    stored.map((identity) => [identity.id, identity.contentHash]),
  );
  for (const record of records) {
    const holder = holders.get(record.id);
    if (holder !== undefined && !written.has(holder)) throw idTaken(record, holder);
  }
}

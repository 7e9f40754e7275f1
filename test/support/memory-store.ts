import { createHash } from 'node:crypto';
import type { EmbeddingSpace } from '../../src/core/embedding.js';
import type { ExtractorSpec, Modality } from '../../src/core/features.js';
import { type ContentHash, contentHash, type SpaceId, spaceId, videoId } from '../../src/core/ids.js';
import type { ClusterKind, ClusterSet, VideoRecord } from '../../src/core/record.js';
import type { IndexStatus, SearchHit, VectorQuery, VectorRow, VideoStore } from '../../src/core/store.js';
import { cosine } from '../../src/math/vector.js';

export function hashOfText(text: string): ContentHash {
  return contentHash(createHash('sha256').update(text).digest('hex'));
}

export function testSpace(dimension: number, name = 'test-space'): EmbeddingSpace {
  return {
    id: spaceId(name),
    dimension,
    metric: 'cosine',
    modelHash: '0'.repeat(64),
    extractors: 'visual@1',
  };
}

export function testExtractor(modality: Modality, pooledWidth: number): ExtractorSpec {
  return { id: `test-${modality}`, version: 1, modality, width: pooledWidth, pooledWidth };
}

export interface MemoryRow {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly token?: Float32Array;
  readonly pooled?: VectorRow['pooled'];
}

export interface MemoryStoreOptions {
  readonly rows: readonly MemoryRow[];
  readonly extractors: readonly ExtractorSpec[];
  readonly space?: EmbeddingSpace;
  /** Present: searches that are not exact see only the rows for which it says true. */
  readonly indexSees?: (name: string) => boolean;
}

export interface MemoryStore {
  readonly store: VideoStore;
  readonly rows: Map<ContentHash, VectorRow>;
  readonly clusterSets: ClusterSet[];
  /** Calls of `searchVector`. */
  searches: number;
  add(row: MemoryRow): void;
  /** Makes the next `setClusters` fail after it has written this many rows, as a kill would. */
  failSetClustersAfter: number | undefined;
  idsOf(kind: ClusterKind): Record<string, number | undefined>;
}

/**
 * The few table methods that clustering and the retrieval benchmark use, over an array: lets a test break off in
 * the middle of a write, or make an index miss chosen rows. Everything else refuses.
 */
export function memoryStore(options: MemoryStoreOptions): MemoryStore {
  const rows = new Map<ContentHash, VectorRow>();
  const clusterSets: ClusterSet[] = [];
  const memory: MemoryStore = {
    rows,
    clusterSets,
    searches: 0,
    failSetClustersAfter: undefined,
    add({ name, labels = {}, token, pooled = {} }) {
      const hash = hashOfText(name);
      const id = videoId(name);
      const base = { id, contentHash: hash, uri: `/${name}`, labels, pooled };
      rows.set(hash, { ...base, ...(token === undefined ? {} : { token }) });
    },
    idsOf: (kind) => Object.fromEntries([...rows.values()].map((row) => [row.id, clusterIdOf(row, kind)])),
    store: undefined as unknown as VideoStore,
  };
  for (const row of options.rows) memory.add(row);
  const select = (where: string | undefined) => [...rows.values()].filter((row) => matches(row, where));
  const videos = {
    count: async (where?: string) => select(where).length,
    spaceCounts: async () => new Map<SpaceId | null, number>(spaceCounts(rows, options.space)),
    async *scanVectors({ where, pageSize = 3 }: { where?: string; pageSize?: number } = {}) {
      const selected = select(where).sort((left, right) => (left.id < right.id ? -1 : 1));
      for (let at = 0; at < selected.length; at += pageSize) yield selected.slice(at, at + pageSize);
    },
    async setClusters(kind: ClusterKind, ids: ReadonlyMap<ContentHash, number>) {
      let written = 0;
      for (const [hash, id] of ids) {
        if (memory.failSetClustersAfter === written) {
          memory.failSetClustersAfter = undefined;
          throw new Error('killed');
        }
        const row = rows.get(hash);
        const column = kind === 'content' ? 'contentClusterId' : 'tokenClusterId';
        if (row !== undefined) rows.set(hash, { ...row, [column]: id });
        written += 1;
      }
    },
    async searchVector(query: VectorQuery): Promise<SearchHit[]> {
      memory.searches += 1;
      const isVisible = (row: VectorRow) =>
        query.exact === true || options.indexSees === undefined || options.indexSees(row.id);
      return select('token IS NOT NULL')
        .filter((row) => isVisible(row) && query.excludeHashes?.includes(row.contentHash) !== true)
        .map((row) => ({
          record: row as unknown as VideoRecord,
          score: cosine(query.vector, row.token ?? []),
        }))
        .sort((left, right) => right.score - left.score)
        .slice(0, query.limit);
    },
    indexes: async (): Promise<IndexStatus[]> => [
      { name: 'id_idx', columns: ['id'], type: 'BTREE', indexedRows: rows.size, unindexedRows: 0 },
      ...(options.indexSees === undefined
        ? []
        : [
            {
              name: 'token_idx',
              columns: ['token'],
              type: 'IVF_FLAT',
              indexedRows: rows.size,
              unindexedRows: 0,
            },
          ]),
    ],
  };
  const clusters = {
    async save(set: ClusterSet) {
      const at = clusterSets.findIndex(({ id }) => id === set.id);
      if (at === -1) clusterSets.push(set);
      else clusterSets[at] = set;
    },
    latest: async (kind: ClusterKind) =>
      clusterSets.filter((set) => set.kind === kind).sort((left, right) => right.version - left.version)[0],
  };
  const schema = { extractors: options.extractors, tokenDimension: options.space?.dimension ?? 2 };
  return Object.assign(memory, { store: { videos, clusters, schema } as unknown as VideoStore });
}

function clusterIdOf(row: VectorRow, kind: ClusterKind): number | undefined {
  return kind === 'content' ? row.contentClusterId : row.tokenClusterId;
}

function matches(row: VectorRow, where: string | undefined): boolean {
  switch (where) {
    case undefined:
    case 'id IS NOT NULL':
      return true;
    case 'content_cluster IS NULL':
      return row.contentClusterId === undefined;
    case 'token IS NOT NULL':
      return row.token !== undefined;
    case 'token IS NOT NULL AND token_cluster IS NULL':
      return row.token !== undefined && row.tokenClusterId === undefined;
    default:
      throw new Error(`The memory store knows no condition "${where}"`);
  }
}

function spaceCounts(
  rows: ReadonlyMap<ContentHash, VectorRow>,
  space: EmbeddingSpace | undefined,
): [SpaceId | null, number][] {
  const withToken = [...rows.values()].filter((row) => row.token !== undefined).length;
  if (space === undefined || withToken === 0) return [[null, rows.size]];
  return [
    [space.id, withToken],
    [null, rows.size - withToken],
  ];
}

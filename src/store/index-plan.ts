import { Index, type TokenizeOptions } from '@lancedb/lancedb';

interface PlannedIndex {
  readonly name: string;
  readonly column: string;
  readonly config: () => Index;
}

/** Full-text columns of `videos`. */
export const TEXT_COLUMNS = ['description', 'title', 'tags', 'transcript', 'on_screen_text'] as const;

/**
 * Words are cut by the Unicode rules of ICU, so that Chinese and Japanese have words at all, and at
 * underscores and dots as well; English endings are stripped; no word is too common to be looked for.
 */
export const TEXT_TOKENIZER = {
  baseTokenizer: 'icu/split',
  lowercase: true,
  stem: true,
  removeStopWords: false,
  asciiFolding: true,
} satisfies Partial<TokenizeOptions>;

const planned = (column: string, config: () => Index, name = `${column}_idx`): PlannedIndex => ({
  name,
  column,
  config,
});

/** Indexes that exist from the first moment, while the table is still empty: fresh rows are found without them. */
const VIDEO_INDEXES: readonly PlannedIndex[] = [
  planned('id', Index.btree),
  planned('content_hash', Index.btree),
  planned('duration', Index.btree),
  planned('labels', Index.labelList),
  planned('tags', Index.labelList, 'tags_values_idx'),
  planned('describer', Index.bitmap),
  planned('space_id', Index.bitmap),
  planned('content_cluster', Index.bitmap),
  planned('token_cluster', Index.bitmap),
  ...TEXT_COLUMNS.map((column) =>
    planned(column, () => Index.fts({ ...TEXT_TOKENIZER, withPosition: false })),
  ),
];

const FEATURE_INDEXES: readonly PlannedIndex[] = [
  planned('key', Index.btree),
  planned('content_hash', Index.btree),
];

/** `id` for the merge of every commit, `key` for the look-up of the cache. */
const ANSWER_INDEXES: readonly PlannedIndex[] = [planned('id', Index.btree), planned('key', Index.btree)];

/** `key` for the merge of every commit, `space_id` for the filter of every search. */
const FACTOR_INDEXES: readonly PlannedIndex[] = [
  planned('key', Index.btree),
  planned('space_id', Index.bitmap),
];

const INTERACTION_INDEXES: readonly PlannedIndex[] = [
  planned('key', Index.btree),
  planned('user_id', Index.btree),
  planned('item_id', Index.btree),
];

export const TABLE_INDEXES = [
  { tableName: 'videos', indexes: VIDEO_INDEXES },
  { tableName: 'features', indexes: FEATURE_INDEXES },
  { tableName: 'answers', indexes: ANSWER_INDEXES },
  { tableName: 'interactions', indexes: INTERACTION_INDEXES },
  { tableName: 'user_vectors', indexes: FACTOR_INDEXES },
  { tableName: 'item_vectors', indexes: FACTOR_INDEXES },
] as const;
type IndexedTable = (typeof TABLE_INDEXES)[number]['tableName'];
export type IndexedTables<Target> = Readonly<Record<IndexedTable, Target>>;

const ROWS_PER_PARTITION = 1500;
const MAXIMUM_PARTITIONS = 256;
const CODE_BITS = 4;
/** RabitQ rotates a vector in groups of eight dimensions. */
const CODE_GROUP = 8;

/**
 * Every partition is probed and the best candidates are compared again with their true vectors, so recall
 * does not depend on how well the vectors fall into clusters. Measured by `test/bench/similar.ts`.
 */
export const VECTOR_SEARCH = { probes: MAXIMUM_PARTITIONS, refineFactor: 4 } as const;

/** Below this an exact scan is quick (a few milliseconds) and an index would only cost. */
export const VECTOR_INDEX_MINIMUM_ROWS = 20_000;

/** RabitQ codes of 4 bits per dimension; dimensions that it cannot rotate keep their full vectors. */
export function vectorIndex({
  rows,
  dimension,
}: {
  readonly rows: number;
  readonly dimension: number;
}): Index {
  const partitions = Math.round(rows / ROWS_PER_PARTITION);
  const numPartitions = Math.min(MAXIMUM_PARTITIONS, Math.max(1, partitions));
  return dimension % CODE_GROUP === 0
    ? Index.ivfRq({ distanceType: 'cosine', numPartitions, numBits: CODE_BITS })
    : Index.ivfFlat({ distanceType: 'cosine', numPartitions });
}

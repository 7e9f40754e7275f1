import { z } from 'zod';
import { stageTimings } from './stage-timings.js';

const count = z.number().int().nonnegative();

/** `vidtoken import --json`. With `dryRun` the counts say what would be done. */
export const importReport = z.object({
  /** Name of the data set: part of the identity of its rows. */
  dataset: z.string(),
  /** What was read, and as what. */
  files: z.array(z.object({ file: z.string(), as: z.string() })),
  ignored: z.array(z.object({ file: z.string(), reason: z.string() })),
  items: z.object({
    /** Where the items and the order of the feature rows come from. */
    source: z.enum(['item-ids', 'item-file', 'row-numbers', 'interactions', 'store']),
    /** Items of the data set; 0 when its interactions are about videos of the store. */
    total: count,
    added: count,
    /** Stored with other vectors before. */
    replaced: count,
    /** Same vectors, other title, tags or metadata. */
    updated: count,
    unchanged: count,
    /** Lines of the `.item` file about an item that stands there already: the first one counts. */
    repeated: count,
    /** Items without any usable vector. */
    withoutFeatures: count,
  }),
  features: z.array(
    z.object({
      modality: z.enum(['visual', 'audio', 'text']),
      file: z.string(),
      rows: count,
      width: count,
      type: z.enum(['float16', 'float32']),
      /** Rows of zeros, and rows with a value that is not finite: their items are stored without this modality. */
      zero: count,
      notFinite: count,
      /** Rows that equal an earlier one. */
      duplicated: count,
    }),
  ),
  interactions: z.object({
    /** Rows that could be read. */
    read: count,
    added: count,
    unchanged: count,
    /** Rows that say exactly what another one says: stored once. */
    duplicates: count,
    /** Left out by `--min-rating`: a lower rating, or none. */
    belowRating: count,
    /** Stored, but about items that are not: nothing learns from them until the item comes. */
    unknownItems: count,
    users: count,
    train: count,
    valid: count,
    test: count,
    /** Of no part of a split. */
    withoutSplit: count,
  }),
  /** Users of the `.user` file; what it says about them is not stored. */
  users: count,
  malformed: z.object({
    count,
    /** The first of them. */
    listed: z.array(z.object({ file: z.string(), line: z.number().int(), reason: z.string() })),
  }),
  /** Content clusters of the store after the run. */
  clusters: count,
  stored: z.object({ videos: count, interactions: count }),
  /** SHA-256 over the names and contents of the files. */
  dataHash: z.string(),
  dryRun: z.boolean(),
  seconds: z.number().nonnegative(),
  stages: stageTimings,
});
export type ImportReport = z.infer<typeof importReport>;

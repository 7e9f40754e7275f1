import type { Modality } from './features.js';
import type { VideoId } from './ids.js';

/** Which part of a data set an event belongs to, where its files say so. */
export const SPLITS = ['train', 'valid', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** One thing that a user did with a video: a row of the `interactions` table. Unknown stays `undefined`, never 0. */
export interface InteractionRecord {
  /** Equal events have equal keys, so that an event that arrives twice is stored once. */
  readonly key: string;
  readonly userId: string;
  readonly itemId: VideoId;
  /** Milliseconds since the epoch. */
  readonly atMs?: number;
  readonly watchSeconds?: number;
  /** Length of the video as the log knows it. */
  readonly durationSeconds?: number;
  readonly rating?: number;
  readonly split?: Split;
  /** Where it came from: a file of an import, `feedback`, a simulation. */
  readonly source: string;
}

/** Who interacted with what, in compressed sparse rows: the items of user u are items[starts[u]] … items[starts[u + 1] − 1]. */
export interface InteractionMatrix {
  readonly userCount: number;
  readonly itemCount: number;
  /** [userCount + 1] ascending, from 0 */
  readonly starts: Int32Array;
  /** [interactions] 0 … itemCount − 1; no item twice for one user; in the order of time where it is known, else ascending */
  readonly items: Int32Array;
}

/** One modality of all items. */
export interface ItemContent {
  readonly modality: Modality;
  readonly width: number;
  /** [itemCount, width] finite; a row of zeros where the item has no vector */
  readonly vectors: Float32Array;
  /** [itemCount] 1 where the item has a usable vector: finite and not zero */
  readonly present: Uint8Array;
}

/** The items most like each item, best first. */
export interface NeighbourLists {
  /** Places per item. */
  readonly count: number;
  /** [itemCount, count] −1 in places beyond the last neighbour; never the item itself */
  readonly items: Int32Array;
  /** [itemCount, count] cosine, above 0; 0 in places beyond the last neighbour */
  readonly similarities: Float32Array;
}

/** Finds the `count` nearest items of every item by the cosine of one modality: an index that stands in for comparing all. */
export type FindNeighbours = (options: {
  readonly content: ItemContent;
  readonly count: number;
  readonly signal: AbortSignal;
}) => Promise<NeighbourLists>;

/** All that a recommender may learn from. Validation and test interactions are not in it, so nothing can leak. */
export interface RecommenderData {
  /** [userCount] */
  readonly userIds: readonly string[];
  /** [itemCount] */
  readonly itemIds: readonly VideoId[];
  readonly train: InteractionMatrix;
  readonly content: readonly ItemContent[];
  /** [itemCount] content cluster of each item, −1 for none (M3CSR, section 4.2) */
  readonly clusters: Int32Array;
  readonly clusterCount: number;
}

/** Final vectors of a two-tower model: the score of user u and item i is their inner product. */
export interface Factors {
  readonly width: number;
  /** [userCount, width] */
  readonly users: Float32Array;
  /** [itemCount, width] */
  readonly items: Float32Array;
}

/** Identity of the vectors of one trained recommender; vectors of two of them are never compared. */
export interface RecommenderSpace {
  /** `<model>-<12 hexadecimal digits>` of the SHA-256 over configuration, data and weights */
  readonly id: string;
  /** Id of the model in the registry. */
  readonly model: string;
  readonly dimension: number;
  readonly metric: 'inner-product';
}

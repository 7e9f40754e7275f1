import type { ContentHash } from '../../src/core/ids.js';
import type { ClusterSet } from '../../src/core/record.js';
import type { ProgressStage } from '../../src/core/runtime.js';
import type { VectorRow, VideoStore } from '../../src/core/store.js';
import type { Matrix } from '../../src/math/assign.js';
import { assignAll } from '../../src/math/assign-all.js';
import { silhouetteTerm } from '../../src/math/silhouette-term.js';
import type { Standardisation } from '../../src/math/standardise.js';
import type { ClusterSource } from './cluster-source.js';

/** Rows read and assigned at a time: bounds the memory for vectors. */
export const ROWS_PER_PAGE = 1024;

export interface AssignedRows {
  /** Cluster of each row: 20 to 40 bytes a row is all that is held of a large store. */
  readonly clusters: Map<ContentHash, number>;
  /** [k] */
  readonly sizes: number[];
  readonly inertia: number;
  /** Undefined with one centre or no rows. */
  readonly silhouette: number | undefined;
}

/** Finds the nearest centre of every row that `where` selects, a page at a time. Writes nothing. */
export async function assignStoredRows(options: {
  readonly store: VideoStore;
  readonly source: ClusterSource;
  readonly where: string;
  readonly centres: Matrix;
  readonly by: Standardisation;
  readonly stage: ProgressStage;
  readonly signal: AbortSignal;
  /** Called with each row and its cluster. */
  readonly onRow?: (row: VectorRow, cluster: number) => void;
}): Promise<AssignedRows> {
  const { store, source, where, centres, by, stage, signal } = options;
  const { dimension } = source;
  const clusters = new Map<ContentHash, number>();
  const sizes = new Array<number>(centres.values.length / dimension).fill(0);
  let inertia = 0;
  let silhouetteSum = 0;
  for await (const rows of store.videos.scanVectors({ where, pageSize: ROWS_PER_PAGE })) {
    const values = new Float32Array(rows.length * dimension);
    for (const [index, row] of rows.entries()) {
      source.write({ row, by, target: values, targetOffset: index * dimension });
    }
    const assignment = await assignAll({ rows: { values, dimension }, centres, signal });
    for (const [index, row] of rows.entries()) {
      const cluster = assignment.ids[index] as number;
      const distance = assignment.distances[index] as number;
      clusters.set(row.contentHash, cluster);
      sizes[cluster] = (sizes[cluster] as number) + 1;
      inertia += distance;
      silhouetteSum += silhouetteTerm(distance, assignment.secondDistances[index] as number) ?? 0;
      options.onRow?.(row, cluster);
    }
    stage.advance(rows.length);
  }
  const isMeaningful = sizes.length > 1 && clusters.size > 0;
  return { clusters, sizes, inertia, silhouette: isMeaningful ? silhouetteSum / clusters.size : undefined };
}

/** The stored centres as one matrix, [k, dimension]. */
export function centresOf(set: ClusterSet): Matrix {
  const values = new Float32Array(set.centroids.length * set.dimension);
  for (const [id, centroid] of set.centroids.entries()) values.set(centroid, id * set.dimension);
  return { values, dimension: set.dimension };
}

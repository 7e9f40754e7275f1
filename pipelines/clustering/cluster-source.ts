import type { EmbeddingSpace } from '../../src/core/embedding.js';
import { VidtokenError } from '../../src/core/errors.js';
import { extractorSetLabel } from '../../src/core/features.js';
import type { ClusterKind } from '../../src/core/record.js';
import type { StoreSchema, VectorRow, VideoStore } from '../../src/core/store.js';
import {
  contentLayout,
  contentStandardisation,
  observeContent,
  writeContentVector,
} from '../../src/math/content-vector.js';
import { MomentAccumulator, type Standardisation, standardise } from '../../src/math/standardise.js';

/** Where the vectors of one kind of clusters come from, and how they are made comparable. */
export interface ClusterSource {
  readonly kind: ClusterKind;
  /** Changes exactly when stored centres stop fitting the vectors. */
  readonly space: string;
  readonly dimension: number;
  /** SQL for all rows that have a vector, and for those of them without a cluster id. */
  readonly whereVector: string;
  readonly whereUnassigned: string;
  previousId(row: VectorRow): number | undefined;
  /** Adds one row to the statistics that `standardisation` is made from. */
  observe(row: VectorRow): void;
  standardisation(): Standardisation;
  /** Writes the comparable vector of a row. */
  write(options: {
    readonly row: VectorRow;
    readonly by: Standardisation;
    readonly target: Float32Array;
    readonly targetOffset: number;
  }): void;
}

/** M3CSR, section 4.2: all modality vectors concatenated, each standardised so that none drowns the others. */
export function contentSource(schema: StoreSchema): ClusterSource {
  const layout = contentLayout(schema.extractors);
  const moments = new MomentAccumulator(layout.dimension);
  return {
    kind: 'content',
    space: extractorSetLabel(schema.extractors),
    dimension: layout.dimension,
    whereVector: 'id IS NOT NULL',
    whereUnassigned: 'content_cluster IS NULL',
    previousId: (row) => row.contentClusterId,
    observe: (row) => observeContent(moments, row.pooled, layout),
    standardisation: () => contentStandardisation(moments, layout),
    write: ({ row, by, target, targetOffset }) =>
      writeContentVector({ pooled: row.pooled, layout, standardisation: by, target, targetOffset }),
  };
}

/**
 * Video tokens as they are: unit vectors under Euclidean distance, which orders neighbours as cosine does.
 * The centres are plain means of their members, so they lie inside the unit sphere.
 */
export function tokenSource(space: EmbeddingSpace): ClusterSource {
  const { dimension } = space;
  const unchanged = { mean: new Float32Array(dimension), scale: new Float32Array(dimension).fill(1) };
  return {
    kind: 'token',
    space: space.id,
    dimension,
    whereVector: 'token IS NOT NULL',
    whereUnassigned: 'token IS NOT NULL AND token_cluster IS NULL',
    previousId: (row) => row.tokenClusterId,
    observe: () => {},
    standardisation: () => unchanged,
    write: ({ row, by, target, targetOffset }) =>
      standardise({ vector: row.token ?? unchanged.mean, by, offset: 0, target, targetOffset }),
  };
}

/** @throws VidtokenError `space-mismatch` when tokens of another space are stored beside those of `space`. */
export async function requireOneSpace(store: VideoStore, space: EmbeddingSpace): Promise<void> {
  for (const [other, count] of await store.videos.spaceCounts()) {
    if (other === null || other === space.id) continue;
    throw new VidtokenError({
      code: 'space-mismatch',
      message: `${count} stored videos have tokens of the space ${other}, the current model gives ${space.id}.`,
      hint: 'Bring all videos into the current space first: vidtoken reembed',
      facts: { stored: other, current: space.id, videos: count },
    });
  }
}

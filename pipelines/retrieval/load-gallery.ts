import type { VectorRow, VideoStore } from '../../src/core/store.js';
import type { LabelledItem } from '../../src/dataset/label-relevance.js';
import {
  type ContentLayout,
  contentLayout,
  contentStandardisation,
  observeContent,
  writeContentVector,
} from '../../src/math/content-vector.js';
import { MomentAccumulator } from '../../src/math/standardise.js';
import { emptyUnitRows, setUnitRow, type UnitRows } from '../../src/math/unit-rows.js';

/** All vectors of one kind, of all stored videos. */
export interface VectorKind {
  readonly kind: string;
  readonly rows: UnitRows;
}

export interface Gallery {
  /** Sorted by content hash: positions, and with them ties, do not depend on ids or storage. */
  readonly items: readonly LabelledItem[];
  /** `token` first when there are tokens, then `pooled`, then each modality. */
  readonly kinds: readonly VectorKind[];
  readonly withToken: number;
}

/**
 * Reads every stored vector: the benchmark compares all with all, so they lie in memory, 4 bytes a number.
 * Modality vectors are standardised over all stored videos, as for clustering; no label plays a part in it.
 */
export async function loadGallery(options: {
  readonly store: VideoStore;
  readonly tokenDimension: number | undefined;
  readonly signal: AbortSignal;
}): Promise<Gallery> {
  const { store, tokenDimension, signal } = options;
  const layout = contentLayout(store.schema.extractors);
  const moments = new MomentAccumulator(layout.dimension);
  const rows: Pick<VectorRow, 'contentHash' | 'labels' | 'token' | 'pooled'>[] = [];
  for await (const page of store.videos.scanVectors()) {
    signal.throwIfAborted();
    for (const { contentHash, labels, token, pooled } of page) {
      observeContent(moments, pooled, layout);
      rows.push({ contentHash, labels, pooled, ...(token === undefined ? {} : { token }) });
    }
  }
  rows.sort((left, right) => (left.contentHash < right.contentHash ? -1 : 1));
  const withToken = rows.filter((row) => row.token !== undefined).length;
  const kinds: VectorKind[] = [];
  if (tokenDimension !== undefined && withToken > 0) {
    const tokens = emptyUnitRows(rows.length, tokenDimension);
    for (const [position, { token }] of rows.entries()) {
      if (token !== undefined) setUnitRow(tokens, position, token);
    }
    kinds.push({ kind: 'token', rows: tokens });
  }
  kinds.push(...contentKinds(rows, layout, moments));
  return { items: rows.map(({ contentHash, labels }) => ({ contentHash, labels })), kinds, withToken };
}

function contentKinds(
  rows: readonly Pick<VectorRow, 'pooled'>[],
  layout: ContentLayout,
  moments: MomentAccumulator,
): VectorKind[] {
  const standardisation = contentStandardisation(moments, layout);
  const content = new Float32Array(layout.dimension);
  const pooled = emptyUnitRows(rows.length, layout.dimension);
  const alone = layout.blocks.map((block) => ({ block, rows: emptyUnitRows(rows.length, block.width) }));
  for (const [position, row] of rows.entries()) {
    writeContentVector({ pooled: row.pooled, layout, standardisation, target: content, targetOffset: 0 });
    setUnitRow(pooled, position, content);
    for (const { block, rows: unitRows } of alone) {
      if (row.pooled[block.modality] === undefined) continue;
      setUnitRow(unitRows, position, content.subarray(block.offset, block.offset + block.width));
    }
  }
  return [
    { kind: 'pooled', rows: pooled },
    ...alone.map(({ block, rows: unitRows }) => ({ kind: block.modality, rows: unitRows })),
  ];
}

import type { Modality } from '../../src/core/features.js';
import type { VectorRow } from '../../src/core/store.js';

export type VectorKind = 'token' | Modality;

/** Width of each vector that a row can have, in the order of the columns. */
export type VectorKinds = ReadonlyMap<VectorKind, number>;

/** What every format gets. */
export interface ExportSource {
  /** All rows in the order of their ids, in pages. */
  readonly pages: (pageSize: number) => AsyncIterable<VectorRow[]>;
  readonly kinds: VectorKinds;
}

/** What every format says about what it wrote. */
export interface Written {
  readonly rows: number;
  readonly files: string[];
  readonly missing: Record<string, number>;
}

export function vectorOf(row: VectorRow, kind: VectorKind): Float32Array | undefined {
  return kind === 'token' ? row.token : row.pooled[kind];
}

/** Counts rows, and per kind the ones without a vector. */
export class RowTally {
  rows = 0;
  readonly missing: Record<string, number>;
  readonly #kinds: VectorKinds;

  constructor(kinds: VectorKinds) {
    this.#kinds = kinds;
    this.missing = Object.fromEntries([...kinds.keys()].map((kind) => [kind, 0]));
  }

  add(row: VectorRow): void {
    this.rows += 1;
    for (const kind of this.#kinds.keys()) {
      if (vectorOf(row, kind) === undefined) this.missing[kind] = (this.missing[kind] ?? 0) + 1;
    }
  }
}

import type { Modality } from '../core/features.js';
import type { StoreSchema } from '../core/store.js';
import { pooledWidths } from './pooled-widths.js';
import { semanticWidth } from './semantic-width.js';

/** A column of `videos` that is searched by cosine similarity. */
export interface VectorColumn {
  readonly name: 'token' | 'semantic' | Modality;
  readonly dimension: number;
  /** SQL condition of the rows that have such a vector. */
  readonly isPresent: string;
}

export function tokenColumn({ tokenDimension }: StoreSchema): VectorColumn {
  return { name: 'token', dimension: tokenDimension, isPresent: 'space_id IS NOT NULL' };
}

/** `undefined` when no extractor of the store is text-aligned. */
export function semanticColumn(schema: StoreSchema): VectorColumn | undefined {
  const dimension = semanticWidth(schema);
  return dimension === undefined
    ? undefined
    : { name: 'semantic', dimension, isPresent: 'semantic IS NOT NULL' };
}

/** `undefined` when no extractor of the store gives the modality. */
export function pooledColumn(schema: StoreSchema, modality: Modality): VectorColumn | undefined {
  const dimension = pooledWidths(schema).get(modality);
  return dimension === undefined
    ? undefined
    : { name: modality, dimension, isPresent: `${modality} IS NOT NULL` };
}

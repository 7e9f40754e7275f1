import type { StoreSchema } from '../core/store.js';

/** Width of the `semantic` column: the pooled vector of the first text-aligned extractor; `undefined` without one. */
export function semanticWidth({ extractors }: Pick<StoreSchema, 'extractors'>): number | undefined {
  return extractors.find(({ textAligned }) => textAligned === true)?.pooledWidth;
}

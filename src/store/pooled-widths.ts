import { MODALITIES, type Modality } from '../core/features.js';
import type { StoreSchema } from '../core/store.js';

/** Width of the pooled vector of each modality: extractors that share one are concatenated in order. */
export function pooledWidths({ extractors }: StoreSchema): ReadonlyMap<Modality, number> {
  const widths = new Map<Modality, number>();
  for (const modality of MODALITIES) {
    const width = extractors
      .filter((extractor) => extractor.modality === modality)
      .reduce((sum, { pooledWidth }) => sum + pooledWidth, 0);
    if (width > 0) widths.set(modality, width);
  }
  return widths;
}

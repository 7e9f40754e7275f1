import { createHash } from 'node:crypto';
import type { Modality } from '../../src/core/features.js';
import type { ImportReport } from '../../src/core/reports/import-report.js';
import { allFinite, norm } from '../../src/math/vector.js';
import type { FeatureFiles, ItemVectors } from './feature-files.js';

interface Counts {
  zero: number;
  notFinite: number;
  duplicated: number;
  /** A short hash of every row before: 24 characters each. */
  readonly seen: Set<string>;
}

/** Sorts out vectors that mean nothing, and counts them and the rows that repeat another. */
export class FeatureTally {
  readonly #counts = new Map<Modality, Counts>();
  #withoutFeatures = 0;

  /** The vectors of one item that have a direction. */
  usable(vectors: ItemVectors): ItemVectors {
    const kept: Partial<Record<Modality, Float32Array>> = {};
    for (const [modality, vector] of Object.entries(vectors) as [Modality, Float32Array][]) {
      const counts = this.#of(modality);
      if (!allFinite(vector)) counts.notFinite += 1;
      else if (norm(vector) === 0) counts.zero += 1;
      else kept[modality] = vector;
      const before = counts.seen.size;
      if (counts.seen.add(digest(vector)).size === before) counts.duplicated += 1;
    }
    if (Object.keys(kept).length === 0) this.#withoutFeatures += 1;
    return kept;
  }

  /** Items without any usable vector. */
  get withoutFeatures(): number {
    return this.#withoutFeatures;
  }

  report(features: FeatureFiles): ImportReport['features'] {
    return features.headers().map((header) => {
      const { zero, notFinite, duplicated } = this.#of(header.modality);
      return { ...header, zero, notFinite, duplicated };
    });
  }

  #of(modality: Modality): Counts {
    const known = this.#counts.get(modality) ?? {
      zero: 0,
      notFinite: 0,
      duplicated: 0,
      seen: new Set<string>(),
    };
    this.#counts.set(modality, known);
    return known;
  }
}

function digest(vector: Float32Array): string {
  const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  return createHash('md5').update(bytes).digest('base64');
}

import type { ItemContent } from '../../src/core/recommend.js';
import { MomentAccumulator, type Standardisation, standardise } from '../../src/math/standardise.js';
import { symmetricEigen } from '../../src/math/symmetric-eigen.js';
import type { M3csrConfig } from './config.js';

/** What turns stored vectors of one modality into the e_i^m of equation 2; fitted once and kept with the weights. */
export interface FeatureTransform {
  /** (x − mean) · scale, [width] each */
  readonly standardisation: Standardisation;
  /** [width, components]; absent: the standardised vector is taken as it is */
  readonly axes?: Float32Array | undefined;
  /** Numbers of e_i^m. */
  readonly components: number;
  /** Length of every e_i^m; absent where there are no axes. */
  readonly length?: number | undefined;
}

type TransformConfig = Pick<M3csrConfig, 'featureComponents' | 'featureLength'>;

/**
 * Standardises each dimension over the items that have the modality and divides by √width, so that every modality reaches
 * its map with the same expected length. With `featureComponents`, goes on to the principal components, each divided by
 * the root of its deviation: half of the way to whitening, because a few directions hold most of the variance of such
 * features and what tells items apart is in the others.
 */
export function featureTransform(content: ItemContent, config: TransformConfig): FeatureTransform {
  const { width, vectors, present } = content;
  const moments = new MomentAccumulator(width);
  for (let item = 0; item < present.length; item += 1) {
    if (present[item] === 1) moments.add(vectors.subarray(item * width, (item + 1) * width));
  }
  const { mean, scale } = moments.standardisation();
  const standardisation = { mean, scale: scale.map((value) => value / Math.sqrt(width)) };
  const components = Math.min(config.featureComponents, width);
  if (components === 0) return { standardisation, components: width };
  const rows = standardised(content, standardisation);
  return {
    standardisation,
    axes: principalAxes(rows, width, components),
    components,
    length: config.featureLength,
  };
}

/** e_i^m of every item. @returns [items, components] zeros where an item lacks the modality */
export function transformedFeatures(content: ItemContent, by: FeatureTransform): Float32Array {
  const rows = standardised(content, by.standardisation);
  const { axes, components, length } = by;
  if (axes === undefined || length === undefined) return rows;
  const { width, present } = content;
  const target = new Float32Array(present.length * components);
  for (let item = 0; item < present.length; item += 1) {
    if (present[item] !== 1) continue;
    const row = target.subarray(item * components, (item + 1) * components);
    for (let from = 0; from < width; from += 1) {
      const value = rows[item * width + from] as number;
      for (let at = 0; at < components; at += 1) {
        row[at] = (row[at] as number) + value * (axes[from * components + at] as number);
      }
    }
    const own = Math.hypot(...row);
    if (own > 0) for (let at = 0; at < components; at += 1) row[at] = ((row[at] as number) * length) / own;
  }
  return target;
}

function standardised(content: ItemContent, by: Standardisation): Float32Array {
  const { width, vectors, present } = content;
  const target = new Float32Array(vectors.length);
  for (let item = 0; item < present.length; item += 1) {
    if (present[item] !== 1) continue;
    const targetOffset = item * width;
    const vector = vectors.subarray(targetOffset, targetOffset + width);
    standardise({ vector, by, offset: 0, target, targetOffset });
  }
  return target;
}

/** Eigenvectors of rowsᵀ · rows as columns, each divided by the fourth root of its eigenvalue. */
function principalAxes(rows: Float32Array, width: number, components: number): Float32Array {
  const products = new Float64Array(width * width);
  for (let start = 0; start < rows.length; start += width) {
    for (let i = 0; i < width; i += 1) {
      const value = rows[start + i] as number;
      if (value === 0) continue;
      for (let j = 0; j < width; j += 1) {
        products[i * width + j] = (products[i * width + j] as number) + value * (rows[start + j] as number);
      }
    }
  }
  const { values, vectors } = symmetricEigen(products, width);
  const axes = new Float32Array(width * components);
  for (let at = 0; at < components; at += 1) {
    const value = values[at] as number;
    const scale = value > 0 ? value ** -0.25 : 0;
    for (let from = 0; from < width; from += 1) {
      axes[from * components + at] = scale * (vectors[at * width + from] as number);
    }
  }
  return axes;
}

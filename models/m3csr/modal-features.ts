import type { ItemContent } from '../../src/core/recommend.js';
import { type DominantEigenOptions, dominantEigen } from '../../src/math/dominant-eigen.js';
import { Random } from '../../src/math/random.js';
import { MomentAccumulator, type Standardisation, standardise } from '../../src/math/standardise.js';
import { hostProduct } from '../../src/tensor/host-product.js';
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

/** Shares of the largest eigenvalue below this are rounding: such a direction says nothing. */
const RANK_TOLERANCE = 1e-9;

/** Eigenvectors of rowsᵀ · rows as columns, each divided by the fourth root of its eigenvalue. → [width, components] */
function principalAxes(rows: Float32Array, width: number, components: number): Float32Array {
  const { values, vectors } = dominantEigen({
    size: width,
    count: components,
    // A fixed start: the features of an item do not depend on the seed of a training.
    random: new Random(0),
    multiply: multiplication(rows, width),
  }); // vectors [width, components]
  const least = RANK_TOLERANCE * (values[0] ?? 0);
  return Float32Array.from(vectors, (value, at) => {
    const own = values[at % components] as number;
    return own > least ? value * own ** -0.25 : 0;
  });
}

/** Adds rowsᵀ · rows · block to `product`, by whichever order of the products is shorter. */
function multiplication(rows: Float32Array, width: number): DominantEigenOptions['multiply'] {
  if (2 * (rows.length / width) < width) {
    return (block, product, columns) => addThroughRows({ rows, width, block, product, columns });
  }
  const matrix = innerProducts(rows, width);
  return (block, product, columns) => addProduct({ matrix, block, product, columns });
}

/** product += rowsᵀ · (rows · block); [width, columns] */
function addThroughRows(options: {
  readonly rows: Float32Array;
  readonly width: number;
  readonly block: Float64Array;
  readonly product: Float64Array;
  readonly columns: number;
}): void {
  const { rows, width, block, product, columns } = options;
  const through = new Float64Array(columns);
  for (let start = 0; start < rows.length; start += width) {
    through.fill(0);
    for (let from = 0; from < width; from += 1) {
      const value = rows[start + from] as number;
      if (value === 0) continue;
      for (let at = 0; at < columns; at += 1) {
        through[at] = (through[at] as number) + value * (block[from * columns + at] as number);
      }
    }
    for (let to = 0; to < width; to += 1) {
      const value = rows[start + to] as number;
      if (value === 0) continue;
      for (let at = 0; at < columns; at += 1) {
        const place = to * columns + at;
        product[place] = (product[place] as number) + value * (through[at] as number);
      }
    }
  }
}

/** rowsᵀ · rows, [width, width] */
function innerProducts(rows: Float32Array, width: number): Float32Array {
  const count = rows.length / width;
  const columns = new Float32Array(rows.length); // [width, count]
  for (let row = 0; row < count; row += 1) {
    for (let at = 0; at < width; at += 1) columns[at * count + row] = rows[row * width + at] as number;
  }
  const operand = { values: columns, rows: width, columns: count };
  const values = new Float32Array(width * width);
  hostProduct({
    left: operand,
    right: operand,
    transposeRight: true,
    result: { values, rows: width, columns: width },
  });
  return values;
}

/** product += matrix · block; [width, width] · [width, columns] → [width, columns] */
function addProduct(options: {
  readonly matrix: Float32Array;
  readonly block: Float64Array;
  readonly product: Float64Array;
  readonly columns: number;
}): void {
  const { matrix, block, product, columns } = options;
  const width = block.length / columns;
  for (let row = 0; row < width; row += 1) {
    for (let from = 0; from < width; from += 1) {
      const value = matrix[row * width + from] as number;
      if (value === 0) continue;
      for (let at = 0; at < columns; at += 1) {
        const place = row * columns + at;
        product[place] = (product[place] as number) + value * (block[from * columns + at] as number);
      }
    }
  }
}

import type { NeighbourLists } from '../../src/core/recommend.js';
import { type SparseMatrix, transposedSparse } from '../../src/tensor/sparse-product.js';
import { mergedSparse } from './merged-sparse.js';

export interface ItemGraphOptions {
  readonly neighbours: NeighbourLists;
  /** `cosine`: an edge weighs its similarity. `equal`: every edge weighs 1. */
  readonly weights: 'cosine' | 'equal';
  /** Adds the edge back to every edge; of two weights the larger stays. */
  readonly symmetric: boolean;
  /**
   * `rows`: every row sums to 1. `both`: rows by the root of the row sums, columns by the root of the column sums.
   * `row-sums`: rows and columns by the roots of the row sums, as LATTICE and FREEDOM do.
   */
  readonly normalisation: 'rows' | 'both' | 'row-sums';
}

/** Normalised graph of items [items, items]: row i holds the neighbours of i. Rows without neighbours are empty. */
export function itemGraph(options: ItemGraphOptions): SparseMatrix {
  const directed = listedEdges(options);
  const edges = options.symmetric ? mergedSparse(directed, transposedSparse(directed), Math.max) : directed;
  return normalised(edges, options.normalisation);
}

function listedEdges({ neighbours, weights }: ItemGraphOptions): SparseMatrix {
  const { count, items, similarities } = neighbours;
  const rows = items.length / count;
  const rowStarts = new Int32Array(rows + 1);
  const columns: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let at = row * count; at < (row + 1) * count; at += 1) {
      if (items[at] === -1) break;
      columns.push(items[at] as number);
      values.push(weights === 'equal' ? 1 : (similarities[at] as number));
    }
    rowStarts[row + 1] = columns.length;
  }
  return {
    rows,
    columnCount: rows,
    rowStarts,
    columns: Int32Array.from(columns),
    values: Float32Array.from(values),
  };
}

function normalised(matrix: SparseMatrix, normalisation: ItemGraphOptions['normalisation']): SparseMatrix {
  const { rows, rowStarts, columns } = matrix;
  const rowSums = new Float64Array(rows);
  const columnSums = new Float64Array(rows);
  const values = matrix.values.slice();
  eachEntry(matrix, (at, row, column) => {
    rowSums[row] = (rowSums[row] as number) + (values[at] as number);
    columnSums[column] = (columnSums[column] as number) + (values[at] as number);
  });
  eachEntry(matrix, (at, row, column) => {
    const left = rowSums[row] as number;
    const right = (normalisation === 'both' ? columnSums[column] : rowSums[column]) as number;
    const divisor = normalisation === 'rows' ? left : Math.sqrt(left * right);
    // A neighbour that has no neighbours itself has the row sum 0: such an edge carries nothing, as in the papers' code.
    values[at] = divisor > 0 ? (values[at] as number) / divisor : 0;
  });
  return { rows, columnCount: rows, rowStarts, columns, values };
}

function eachEntry(
  { rows, rowStarts, columns }: SparseMatrix,
  visit: (at: number, row: number, column: number) => void,
): void {
  for (let row = 0; row < rows; row += 1) {
    for (let at = rowStarts[row] as number; at < (rowStarts[row + 1] as number); at += 1) {
      visit(at, row, columns[at] as number);
    }
  }
}

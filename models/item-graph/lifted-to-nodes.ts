import type { SparseMatrix } from '../../src/tensor/sparse-product.js';

/**
 * A graph of items as a graph of all nodes, users first, in which users have no edges: its product with a table of nodes
 * is the propagated items, and 0 for users. → [users + items, users + items]
 */
export function liftedToNodes(graph: SparseMatrix, userCount: number): SparseMatrix {
  const nodes = userCount + graph.rows;
  const rowStarts = new Int32Array(nodes + 1);
  rowStarts.set(graph.rowStarts, userCount);
  return {
    rows: nodes,
    columnCount: nodes,
    rowStarts,
    columns: graph.columns.map((column) => userCount + column),
    values: graph.values,
  };
}

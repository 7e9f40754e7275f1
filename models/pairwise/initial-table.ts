import type { Random } from '../../src/math/random.js';
import type { ParameterSpec } from '../../src/tensor/parameters.js';

/** Rows and columns of a matrix. */
export type MatrixShape = readonly [rows: number, columns: number];

/** Uniform in ±√(6 / (rows + columns)), Glorot and Bengio 2010: the start of the graph recommenders. */
export function xavierUniform(shape: MatrixShape, random: Random): ParameterSpec {
  const [rows, columns] = shape;
  const bound = Math.sqrt(6 / (rows + columns));
  const initial = Float32Array.from({ length: rows * columns }, () => bound * (2 * random.uniform() - 1));
  return { shape, initial, decays: true };
}

/** Tables one below the other as one parameter, each with the start it would have alone. */
export function stackedTables(tables: readonly ParameterSpec[]): ParameterSpec {
  const rows = tables.reduce((sum, { shape }) => sum + (shape[0] as number), 0);
  const columns = tables[0]?.shape[1] as number;
  const initial = new Float32Array(rows * columns);
  let start = 0;
  for (const table of tables) {
    initial.set(table.initial, start);
    start += table.initial.length;
  }
  return { shape: [rows, columns], initial, decays: true };
}

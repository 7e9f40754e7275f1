import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from './heap.js';
import { compileVectorProgram, type VectorProgram, type VectorProgramSource } from './vector-program.js';

const BYTES = Float32Array.BYTES_PER_ELEMENT;

export interface ProgramRun {
  /** Rows; 1 when absent. */
  readonly rows?: number;
  /** Numbers per row. */
  readonly count: number;
  /** By the names of the program's arrays: a matrix row by row, or one row that all rows share. */
  readonly arrays: Readonly<Record<string, TensorInfo | ArrayRun>>;
  /** By the names of its row scalars and row sums: tensors of [rows]. */
  readonly perRow?: Readonly<Record<string, TensorInfo>>;
  /** By the names of its scalars. */
  readonly scalars?: Readonly<Record<string, number>>;
}

export interface ArrayRun {
  readonly tensor: TensorInfo;
  /** First number that takes part; 0 when absent. */
  readonly start?: number;
  /** True for one row that every row of the others meets. */
  readonly shared?: boolean;
  /** Numbers from the start of one row to the next, for columns of a wider matrix; those of a row when absent. */
  readonly pitch?: number;
}

/**
 * A vector program that is compiled at its first run and kept, once for each memory.
 * @throws RangeError when a name of the program is not given.
 */
export function nativeProgram(source: VectorProgramSource): (heap: Heap, run: ProgramRun) => void {
  const compiled = new WeakMap<object, VectorProgram>();
  return (heap, { rows = 1, count, arrays, perRow = {}, scalars = {} }) => {
    const program = compiled.get(heap.memory) ?? compileVectorProgram(source, heap.memory);
    compiled.set(heap.memory, program);
    const places = source.arrays.flatMap((name) => {
      const given = named(arrays, name);
      const {
        tensor,
        start = 0,
        shared = false,
        pitch = count,
      } = 'tensor' in given ? given : { tensor: given };
      return [heap.offset(tensor) + BYTES * start, shared ? 0 : BYTES * pitch];
    });
    const rowPlaces = [...(source.rowScalars ?? []), ...Object.keys(source.rowSums ?? {})].map((name) =>
      heap.offset(named(perRow, name)),
    );
    const numbers = (source.scalars ?? []).map((name) => named(scalars, name));
    program(rows, count, [...places, ...rowPlaces, ...numbers]);
  };
}

function named<Value>(values: Readonly<Record<string, Value>>, name: string): Value {
  const value = values[name];
  if (value === undefined) throw new RangeError(`A vector program was not given its "${name}".`);
  return value;
}

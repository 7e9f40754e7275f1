import { webAssembly } from '../../math/web-assembly.js';
import type { Heap } from './heap.js';
import { type RaggedOperation, raggedModule } from './ragged-code.js';

/** Places in the memory in bytes: of the first number, and from one row or entry to the next. */
export interface Strided {
  readonly offset: number;
  readonly stride: number;
}

export interface RaggedRun {
  readonly rows: number;
  /** Numbers of a row of `own` and `others` that take part. */
  readonly count: number;
  /** Byte offset of [rows + 1] int32: the entries of row r are starts[r] … starts[r + 1] − 1. */
  readonly starts: number;
  /** Byte offset of [entries] int32. */
  readonly columns: number;
  readonly numbers: Strided;
  readonly own: Strided;
  readonly others: Strided;
  /** For `gather-add` alone. */
  readonly added?: Strided;
  /** 1 when absent. */
  readonly scale?: number;
}

type Compiled = (...values: number[]) => unknown;

const programs = new WeakMap<object, Map<RaggedOperation, Compiled>>();

/** Runs an operation, which is compiled at its first run and kept, once for each memory. */
export function runRagged(heap: Heap, operation: RaggedOperation, run: RaggedRun): void {
  const { rows, count, starts, columns, numbers, own, others, added = own, scale = 1 } = run;
  const places = [numbers, own, others, added].flatMap(({ offset, stride }) => [offset, stride]);
  compiled(heap.memory, operation)(rows, count, starts, columns, ...places, scale);
}

function compiled(memory: object, operation: RaggedOperation): Compiled {
  const known = programs.get(memory) ?? new Map<RaggedOperation, Compiled>();
  programs.set(memory, known);
  const program =
    known.get(operation) ?? webAssembly().instantiate(raggedModule(operation), { host: { memory } }).run;
  known.set(operation, program);
  return program;
}

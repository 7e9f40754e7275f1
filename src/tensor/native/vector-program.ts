import { CODE, getLocal, moduleBytes, setLocal, TYPE, whileLess } from '../../math/wasm-bytes.js';
import { webAssembly } from '../../math/web-assembly.js';

/**
 * Element-wise programs over the rows of float32 matrices in the memory of the WebAssembly backend, compiled to SIMD
 * code at run time. ONNX Runtime makes one pass over memory per operator and TensorFlow.js one kernel; an update such
 * as AdamW is fifteen operators over four arrays, and the memory is the bottleneck. Here each number is read once and
 * written once.
 */

/** A value at one place of a row: an array, a scalar, a named value before it, or an operation on values. */
export type Expression = string | readonly [Operator, ...Expression[]];
export type Operator = keyof typeof OPERATORS;

export interface VectorProgramSource {
  /** Arrays with one number per place, by name. */
  readonly arrays: readonly string[];
  /** Arrays with one number per row. */
  readonly rowScalars?: readonly string[];
  /** Numbers that are the same everywhere. */
  readonly scalars?: readonly string[];
  /** Named values in the order in which they are computed. */
  readonly values?: Readonly<Record<string, Expression>>;
  /** Array ← value, after all values are computed. */
  readonly stores?: Readonly<Record<string, Expression>>;
  /** Array with one number per row ← sum of a value over the row, in float32. */
  readonly rowSums?: Readonly<Record<string, Expression>>;
}

/** What a compiled program is given: the sizes, then a number for each name of `parameterNames`. */
export type VectorProgram = (rows: number, count: number, parameters: readonly number[]) => void;

/** Opcodes for four lanes and for one. */
const OPERATORS = {
  add: { four: [0xfd, 0xe4, 0x01], one: [0x92] },
  subtract: { four: [0xfd, 0xe5, 0x01], one: [0x93] },
  multiply: { four: [0xfd, 0xe6, 0x01], one: [0x94] },
  divide: { four: [0xfd, 0xe7, 0x01], one: [0x95] },
  maximum: { four: [0xfd, 0xe9, 0x01], one: [0x97] },
  squareRoot: { four: [0xfd, 0xe3, 0x01], one: [0x91] },
  /** x, y, z → y > z ? x : 0. Four lanes: x and the mask y > z; one: x times y > z, which is 0 or 1. */
  keepWhereGreater: { four: [0xfd, 0x44, 0xfd, 0x4e], one: [0x5e, 0xb2, 0x94] },
} as const;

type Lanes = 'four' | 'one';

const LOAD = { four: [0xfd, 0x00, 0x02, 0x00], one: [0x2a, 0x02, 0x00] } as const;
const STORE = { four: [0xfd, 0x0b, 0x02, 0x00], one: [0x38, 0x02, 0x00] } as const;
const SPLAT = [0xfd, 0x13] as const;
const extractLane = (lane: number): number[] => [0xfd, 0x1f, lane];
const BYTES = { four: 16, one: 4 } as const;
const ROWS = 0;
const COUNT = 1;

/**
 * Compiles a program for a memory. Parameters, in this order: byte offset and byte stride from row to row of each
 * array, byte offset of each row scalar and row sum, then the scalars.
 */
export function compileVectorProgram(source: VectorProgramSource, memory: object): VectorProgram {
  const layout = layoutOf(source);
  const bytes = moduleBytes({
    parameters: layout.parameters,
    locals: layout.locals,
    body: programBody(source, layout),
  });
  const { run } = webAssembly().instantiate(bytes, { host: { memory } });
  return (rows, count, parameters) => void run(rows, count, ...parameters);
}

/** Number of every local of the function; parameters come first. */
interface Layout {
  readonly parameters: readonly number[];
  readonly locals: readonly number[];
  readonly arrays: ReadonlyMap<string, { readonly offset: number; readonly stride: number }>;
  /** Byte offsets of the numbers per row. */
  readonly rowOffsets: ReadonlyMap<string, number>;
  readonly named: Readonly<Record<Lanes, ReadonlyMap<string, number>>>;
  readonly sums: Readonly<Record<Lanes, ReadonlyMap<string, number>>>;
  readonly row: number;
  readonly place: number;
  readonly end: number;
}

function layoutOf(source: VectorProgramSource): Layout {
  const { arrays, rowScalars = [], scalars = [], values = {}, rowSums = {} } = source;
  const parameters: number[] = [TYPE.i32, TYPE.i32];
  const parameter = (type: number): number => parameters.push(type) - 1;
  const arrayLocals = arrays.map((name): [string, { offset: number; stride: number }] => [
    name,
    { offset: parameter(TYPE.i32), stride: parameter(TYPE.i32) },
  ]);
  const perRow = [...rowScalars, ...Object.keys(rowSums)];
  const rowOffsets = new Map(perRow.map((name) => [name, parameter(TYPE.i32)]));
  const given = scalars.map((name): [string, number] => [name, parameter(TYPE.f32)]);
  const locals: number[] = [];
  const local = (type: number): number => parameters.length + locals.push(type) - 1;
  const each = (names: readonly string[], type: number): [string, number][] =>
    names.map((name) => [name, local(type)]);
  const computed = [...rowScalars, ...Object.keys(values)];
  return {
    parameters,
    locals,
    arrays: new Map(arrayLocals),
    rowOffsets,
    named: {
      one: new Map([...given, ...each(computed, TYPE.f32)]),
      four: new Map(each([...scalars, ...computed], TYPE.v128)),
    },
    sums: {
      one: new Map(each(Object.keys(rowSums), TYPE.f32)),
      four: new Map(each(Object.keys(rowSums), TYPE.v128)),
    },
    row: local(TYPE.i32),
    place: local(TYPE.i32),
    end: local(TYPE.i32),
  };
}

function programBody(source: VectorProgramSource, layout: Layout): number[] {
  const { rowScalars = [], scalars = [], rowSums = {} } = source;
  const splat = (name: string): number[] => [
    ...getLocal(known(layout.named.one, name)),
    ...SPLAT,
    ...setLocal(known(layout.named.four, name)),
  ];
  const loadRowScalar = (name: string): number[] => [
    ...getLocal(known(layout.rowOffsets, name)),
    ...LOAD.one,
    ...setLocal(known(layout.named.one, name)),
    ...splat(name),
  ];
  const zero = [0x43, 0, 0, 0, 0];
  const clearSum = (name: string): number[] => [
    ...zero,
    ...setLocal(known(layout.sums.one, name)),
    ...zero,
    ...SPLAT,
    ...setLocal(known(layout.sums.four, name)),
  ];
  const storeSum = (name: string): number[] => [
    ...getLocal(known(layout.rowOffsets, name)),
    ...getLocal(known(layout.sums.one, name)),
    ...[0, 1, 2, 3].flatMap((lane) => [
      ...getLocal(known(layout.sums.four, name)),
      ...extractLane(lane),
      ...OPERATORS.add.one,
    ]),
    ...STORE.one,
  ];
  const advance = (local: number, step: readonly number[]): number[] => [
    ...getLocal(local),
    ...step,
    CODE.add,
    ...setLocal(local),
  ];
  // Whole groups of four first, then the rest one by one from the same place on.
  const groupsEnd = [...getLocal(COUNT), CODE.constant, 0x7c, CODE.and, CODE.constant, 2, CODE.shiftLeft];
  const rowEnd = [...getLocal(COUNT), CODE.constant, 2, CODE.shiftLeft];
  const row = [
    ...rowScalars.flatMap(loadRowScalar),
    ...Object.keys(rowSums).flatMap(clearSum),
    ...[CODE.constant, 0, ...setLocal(layout.place)],
    ...[...groupsEnd, ...setLocal(layout.end)],
    ...alongRow(source, layout, 'four'),
    ...[...rowEnd, ...setLocal(layout.end)],
    ...alongRow(source, layout, 'one'),
    ...Object.keys(rowSums).flatMap(storeSum),
    ...[...layout.arrays.values()].flatMap(({ offset, stride }) => advance(offset, getLocal(stride))),
    ...[...layout.rowOffsets.values()].flatMap((offset) => advance(offset, [CODE.constant, BYTES.one])),
    ...advance(layout.row, [CODE.constant, 1]),
  ];
  return [...scalars.flatMap(splat), ...whileLess(layout.row, ROWS, row)];
}

/** From the current place to the current end of a row. */
function alongRow(source: VectorProgramSource, layout: Layout, lanes: Lanes): number[] {
  const { values = {}, stores = {}, rowSums = {} } = source;
  const address = (array: string): number[] => [
    ...getLocal(known(layout.arrays, array).offset),
    ...getLocal(layout.place),
    CODE.add,
  ];
  const compute = (expression: Expression): number[] => {
    if (typeof expression !== 'string') {
      const [operator, ...operands] = expression;
      return [...operands.flatMap(compute), ...OPERATORS[operator][lanes]];
    }
    if (layout.arrays.has(expression)) return [...address(expression), ...LOAD[lanes]];
    return getLocal(known(layout.named[lanes], expression));
  };
  return whileLess(layout.place, layout.end, [
    ...Object.entries(values).flatMap(([name, value]) => [
      ...compute(value),
      ...setLocal(known(layout.named[lanes], name)),
    ]),
    ...Object.entries(stores).flatMap(([array, value]) => [
      ...address(array),
      ...compute(value),
      ...STORE[lanes],
    ]),
    ...Object.entries(rowSums).flatMap(([name, value]) => [
      ...getLocal(known(layout.sums[lanes], name)),
      ...compute(value),
      ...OPERATORS.add[lanes],
      ...setLocal(known(layout.sums[lanes], name)),
    ]),
    ...[...getLocal(layout.place), CODE.constant, BYTES[lanes], CODE.add, ...setLocal(layout.place)],
  ]);
}

function known<Value>(places: ReadonlyMap<string, Value>, name: string): Value {
  const place = places.get(name);
  if (place === undefined) throw new RangeError(`A vector program names "${name}" without declaring it.`);
  return place;
}

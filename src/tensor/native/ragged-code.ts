import {
  advance,
  CODE,
  constant,
  getLocal,
  MEMORY,
  moduleBytes,
  setLocal,
  TYPE,
  whileLess,
} from '../../math/wasm-bytes.js';

/**
 * What is done for every entry of a sparse matrix, or of the ragged histories of a batch. An entry has a number; the
 * dense matrix `own` has a row for each row of the sparse one, `others` has a row for each of its columns.
 *
 * - `gather`: own[row] ← scale · Σ number · others[column], the sparse product
 * - `gather-add`: own[row] ← scale · (added[row] + Σ number · others[column])
 * - `scatter`: others[column] += number · own[row], the product with the transposed matrix
 * - `dots`: number ← scale · own[row] · others[column]
 */
export type RaggedOperation = 'gather' | 'gather-add' | 'scatter' | 'dots';

// Locals of the function; parameters first. Places are addresses in bytes.
const ROWS = 0;
const COUNT = 1;
const STARTS = 2;
const COLUMNS = 3;
const NUMBERS = 4;
const NUMBER_STRIDE = 5;
const OWN = 6;
const OWN_STRIDE = 7;
const OTHERS = 8;
const OTHERS_STRIDE = 9;
const ADDED = 10;
const ADDED_STRIDE = 11;
const SCALE = 12;
const ROW = 13;
/** Bytes from the start of a row. */
const PLACE = 14;
const END = 15;
/** Of the column of an entry. */
const ENTRY = 16;
const ENTRY_END = 17;
const NUMBER = 18;
/** Of the place in the other row. */
const ADDRESS = 19;
const SUM = 20;
const WEIGHT = 21;
const SUMS = 22;

/** Groups of four numbers that one loop holds in registers, then what is left of a row, at last one number at a time. */
const GROUPS = [8, 4, 1] as const;
const PARAMETERS = [...new Array<number>(SCALE).fill(TYPE.i32), TYPE.f32];
const LOCALS = [
  ...new Array<number>(SUM - ROW).fill(TYPE.i32),
  TYPE.f32,
  ...new Array<number>(1 + Math.max(...GROUPS)).fill(TYPE.v128),
];

const FOUR_BYTES = 16;
const ONE_BYTES = 4;
const FOUR = { add: [0xfd, 0xe4, 0x01], multiply: [0xfd, 0xe6, 0x01], splat: [0xfd, 0x13] } as const;
const ONE = { add: [0x92], multiply: [0x94] } as const;
const ZERO = [0x43, 0, 0, 0, 0] as const;
const NUMBER_VALUE = [...getLocal(NUMBER), ...MEMORY.loadFloat()];

export function raggedModule(operation: RaggedOperation): Uint8Array {
  const body = whileLess(ROW, ROWS, [
    ...ALONG_ROW[operation](),
    ...advance(STARTS, constant(ONE_BYTES)),
    ...advance(OWN, getLocal(OWN_STRIDE)),
    ...advance(ADDED, getLocal(ADDED_STRIDE)),
    ...advance(ROW, constant(1)),
  ]);
  return moduleBytes({ parameters: PARAMETERS, locals: LOCALS, body });
}

const ALONG_ROW: Readonly<Record<RaggedOperation, () => number[]>> = {
  gather: () => gather((value) => value),
  'gather-add': () => gather((value, { load, add }) => [...value, ...at(ADDED), ...load, ...add]),
  scatter,
  dots,
};

/** Loads, stores and sums of four numbers or of one, at some bytes from an address. */
interface Lanes {
  readonly load: readonly number[];
  readonly add: readonly number[];
}

/** Address of the current place of a row. */
function at(row: number): number[] {
  return [...getLocal(row), ...getLocal(PLACE), CODE.add];
}

/** The rows are gone through in groups; the sums of a group stay in registers over all entries. */
function gather(finish: (value: number[], lanes: Lanes) => number[]): number[] {
  const scaleFour = [...getLocal(SCALE), ...FOUR.splat, ...FOUR.multiply];
  return inGroups(
    (groups) => {
      const each = indices(groups);
      return [
        ...each.flatMap((index) => [...ZERO, ...FOUR.splat, ...setLocal(SUMS + index)]),
        ...eachEntry([
          ...[...NUMBER_VALUE, ...FOUR.splat, ...setLocal(WEIGHT)],
          ...setAddress(),
          ...each.flatMap((index) => [
            ...getLocal(SUMS + index),
            ...[...getLocal(ADDRESS), ...MEMORY.loadFour(FOUR_BYTES * index)],
            ...[...getLocal(WEIGHT), ...FOUR.multiply, ...FOUR.add],
            ...setLocal(SUMS + index),
          ]),
        ]),
        ...each.flatMap((index) => [
          ...at(OWN),
          ...finish(getLocal(SUMS + index), { load: MEMORY.loadFour(FOUR_BYTES * index), add: FOUR.add }),
          ...scaleFour,
          ...MEMORY.storeFour(FOUR_BYTES * index),
        ]),
      ];
    },
    [
      ...[...ZERO, ...setLocal(SUM)],
      ...eachEntry([
        ...setAddress(),
        ...getLocal(SUM),
        ...[...NUMBER_VALUE, ...getLocal(ADDRESS), ...MEMORY.loadFloat(), ...ONE.multiply],
        ...[...ONE.add, ...setLocal(SUM)],
      ]),
      ...at(OWN),
      ...finish(getLocal(SUM), { load: MEMORY.loadFloat(), add: ONE.add }),
      ...[...getLocal(SCALE), ...ONE.multiply, ...MEMORY.storeFloat()],
    ],
  );
}

/** The group of the own row stays in registers, the other rows are read and written. */
function scatter(): number[] {
  return inGroups(
    (groups) => {
      const each = indices(groups);
      return [
        ...each.flatMap((index) => [
          ...[...at(OWN), ...MEMORY.loadFour(FOUR_BYTES * index)],
          ...setLocal(SUMS + index),
        ]),
        ...eachEntry([
          ...[...NUMBER_VALUE, ...FOUR.splat, ...setLocal(WEIGHT)],
          ...setAddress(),
          ...each.flatMap((index) => [
            ...[...getLocal(ADDRESS), ...getLocal(ADDRESS), ...MEMORY.loadFour(FOUR_BYTES * index)],
            ...[...getLocal(WEIGHT), ...getLocal(SUMS + index), ...FOUR.multiply, ...FOUR.add],
            ...MEMORY.storeFour(FOUR_BYTES * index),
          ]),
        ]),
      ];
    },
    eachEntry([
      ...setAddress(),
      ...[...getLocal(ADDRESS), ...getLocal(ADDRESS), ...MEMORY.loadFloat()],
      ...[...NUMBER_VALUE, ...at(OWN), ...MEMORY.loadFloat(), ...ONE.multiply, ...ONE.add],
      ...MEMORY.storeFloat(),
    ]),
  );
}

/** For each entry along the whole row. */
function dots(): number[] {
  const lanes = [0, 1, 2, 3].flatMap((lane) => [...getLocal(SUMS), 0xfd, 0x1f, lane, ...ONE.add]);
  return eachEntry([
    ...[...ZERO, ...setLocal(SUM), ...ZERO, ...FOUR.splat, ...setLocal(SUMS)],
    ...inGroups(
      (groups) => [
        ...setAddress(),
        ...indices(groups).flatMap((index) => [
          ...getLocal(SUMS),
          ...[...at(OWN), ...MEMORY.loadFour(FOUR_BYTES * index)],
          ...[...getLocal(ADDRESS), ...MEMORY.loadFour(FOUR_BYTES * index)],
          ...[...FOUR.multiply, ...FOUR.add, ...setLocal(SUMS)],
        ]),
      ],
      [
        ...setAddress(),
        ...[...getLocal(SUM), ...at(OWN), ...MEMORY.loadFloat()],
        ...[...getLocal(ADDRESS), ...MEMORY.loadFloat(), ...ONE.multiply, ...ONE.add, ...setLocal(SUM)],
      ],
    ),
    ...[...getLocal(NUMBER), ...getLocal(SUM), ...lanes],
    ...[...getLocal(SCALE), ...ONE.multiply, ...MEMORY.storeFloat()],
  ]);
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** A row from its start to its end: as long as there are so many numbers left, with each size of group in turn. */
function inGroups(body: (groups: number) => number[], oneByOne: readonly number[]): number[] {
  const run = (bytes: number, work: readonly number[]): number[] => [
    ...[...getLocal(COUNT), ...constant(2), CODE.shiftLeft, ...constant(-bytes), CODE.and, ...setLocal(END)],
    ...whileLess(PLACE, END, [...work, ...advance(PLACE, constant(bytes))]),
  ];
  return [
    ...[...constant(0), ...setLocal(PLACE)],
    ...GROUPS.flatMap((groups) => run(FOUR_BYTES * groups, body(groups))),
    ...run(ONE_BYTES, oneByOne),
  ];
}

/** Goes over the entries of the current row, with the address of each column and number. */
function eachEntry(body: readonly number[]): number[] {
  const addressOf = (offset: number): number[] => [
    ...[...getLocal(STARTS), ...MEMORY.loadInteger(offset), ...constant(2), CODE.shiftLeft],
    ...[...getLocal(COLUMNS), CODE.add],
  ];
  return [
    ...[...addressOf(0), ...setLocal(ENTRY), ...addressOf(ONE_BYTES), ...setLocal(ENTRY_END)],
    ...[...getLocal(STARTS), ...MEMORY.loadInteger(), ...getLocal(NUMBER_STRIDE), CODE.multiply],
    ...[...getLocal(NUMBERS), CODE.add, ...setLocal(NUMBER)],
    ...whileLess(ENTRY, ENTRY_END, [
      ...body,
      ...advance(ENTRY, constant(ONE_BYTES)),
      ...advance(NUMBER, getLocal(NUMBER_STRIDE)),
    ]),
  ];
}

/** The current place in the row of `others` that the current entry names. */
function setAddress(): number[] {
  return [
    ...[...getLocal(ENTRY), ...MEMORY.loadInteger(), ...getLocal(OTHERS_STRIDE), CODE.multiply],
    ...[...at(OTHERS), CODE.add, ...setLocal(ADDRESS)],
  ];
}

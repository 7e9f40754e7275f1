import {
  advance,
  constant,
  getLocal,
  moduleBytes,
  setLocal,
  TYPE,
  whileLess,
} from '../../src/math/wasm-bytes.js';
import { webAssembly } from '../../src/math/web-assembly.js';

/** Rows must be padded with zeros to a multiple of so many numbers. */
export const LANE_NUMBERS = 16;

/** Writes the inner product of every row with the query. All places are bytes in the memory. */
export type DotRowsProgram = (places: {
  readonly rows: number;
  /** Behind the last row. */
  readonly rowsEnd: number;
  readonly query: number;
  readonly queryEnd: number;
  /** One number for each row. */
  readonly products: number;
}) => void;

const ROW = 0;
const ROWS_END = 1;
const QUERY = 2;
const QUERY_END = 3;
const PRODUCT = 4;
const PLACE = 5;
const SUMS = [6, 7, 8, 9];
const SUM_BYTES = 16;

const LOAD_FOUR = (offset: number): number[] => [0xfd, 0x00, 0x02, offset];
const ADD_FOUR = [0xfd, 0xe4, 0x01];
const MULTIPLY_FOUR = [0xfd, 0xe6, 0x01];
const LANE = (lane: number): number[] => [0xfd, 0x1f, lane];
const ADD_ONE = 0x92;
const STORE_ONE = [0x38, 0x02, 0x00];
const ZERO_FOUR = [0x43, 0, 0, 0, 0, 0xfd, 0x13];
/** Bytes of four vectors of four numbers. */
const SIXTY_FOUR = constant(64);
const FOUR = constant(4);

/**
 * Inner products of one vector with many as WebAssembly SIMD: four independent sums of four numbers each, so that the
 * scan waits for memory and not for additions. A loop in JavaScript takes four times as long.
 */
export function compileDotRows(memory: object): DotRowsProgram {
  const bytes = moduleBytes({
    parameters: [TYPE.i32, TYPE.i32, TYPE.i32, TYPE.i32, TYPE.i32],
    locals: [TYPE.i32, TYPE.v128, TYPE.v128, TYPE.v128, TYPE.v128],
    body: whileLess(ROW, ROWS_END, oneRow()),
  });
  const { run } = webAssembly().instantiate(bytes, { host: { memory } });
  return ({ rows, rowsEnd, query, queryEnd, products }) => void run(rows, rowsEnd, query, queryEnd, products);
}

function oneRow(): number[] {
  const [first, second, third, fourth] = SUMS as [number, number, number, number];
  return [
    ...getLocal(QUERY),
    ...setLocal(PLACE),
    ...SUMS.flatMap((sum) => [...ZERO_FOUR, ...setLocal(sum)]),
    ...whileLess(PLACE, QUERY_END, [
      ...SUMS.flatMap((sum, at) => multiplyAdd(sum, at * SUM_BYTES)),
      ...advance(ROW, SIXTY_FOUR),
      ...advance(PLACE, SIXTY_FOUR),
    ]),
    ...[...getLocal(first), ...getLocal(second), ...ADD_FOUR],
    ...[...getLocal(third), ...getLocal(fourth), ...ADD_FOUR, ...ADD_FOUR, ...setLocal(first)],
    ...getLocal(PRODUCT),
    ...[...getLocal(first), ...LANE(0)],
    ...[1, 2, 3].flatMap((lane) => [...getLocal(first), ...LANE(lane), ADD_ONE]),
    ...STORE_ONE,
    ...advance(PRODUCT, FOUR),
  ];
}

function multiplyAdd(sum: number, offset: number): number[] {
  return [
    ...getLocal(sum),
    ...[...getLocal(ROW), ...LOAD_FOUR(offset)],
    ...[...getLocal(PLACE), ...LOAD_FOUR(offset)],
    ...MULTIPLY_FOUR,
    ...ADD_FOUR,
    ...setLocal(sum),
  ];
}

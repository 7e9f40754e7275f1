import {
  advance,
  CODE,
  constant,
  getLocal,
  moduleBytes,
  setLocal,
  TYPE,
  whileLess,
} from '../../src/math/wasm-bytes.js';
import { webAssembly } from '../../src/math/web-assembly.js';

/** Rows of codes must be padded with zeros to a multiple of so many bytes. */
export const LANE_CODES = 32;

/** Writes the inner product of every row of codes with the query's as an int32. All places are bytes in the memory. */
export type DotCodesProgram = (places: {
  readonly rows: number;
  /** Behind the last row. */
  readonly rowsEnd: number;
  readonly query: number;
  readonly queryEnd: number;
  readonly products: number;
}) => void;

const ROW = 0;
const ROWS_END = 1;
const QUERY = 2;
const QUERY_END = 3;
const PRODUCT = 4;
const PLACE = 5;
const SUMS = [6, 7];
const LEFT = 8;
const RIGHT = 9;
const SUM_BYTES = 16;

const LOAD = (offset: number): number[] => [0xfd, 0x00, 0x00, offset];
const MULTIPLY_LOW = [0xfd, 0x9c, 0x01];
const MULTIPLY_HIGH = [0xfd, 0x9d, 0x01];
const ADD_16 = [0xfd, 0x8e, 0x01];
const ADD_PAIRS_TO_32 = [0xfd, 0x7e];
const ADD_32 = [0xfd, 0xae, 0x01];
const LANE_32 = (lane: number): number[] => [0xfd, 0x1b, lane];
const STORE_32 = [0x36, 0x02, 0x00];
const ZERO = [CODE.constant, 0, 0xfd, 0x11];
const BYTES_PER_TURN = constant(LANE_CODES);
const FOUR = constant(4);

/**
 * Inner products of int8 codes: sixteen at a time. Codes lie in ±127, so two products fit into 16 bits (2 · 127² < 2¹⁵)
 * and a sum over 130,000 numbers into 32.
 */
export function compileDotCodes(memory: object): DotCodesProgram {
  const bytes = moduleBytes({
    parameters: [TYPE.i32, TYPE.i32, TYPE.i32, TYPE.i32, TYPE.i32],
    locals: [TYPE.i32, TYPE.v128, TYPE.v128, TYPE.v128, TYPE.v128],
    body: whileLess(ROW, ROWS_END, oneRow()),
  });
  const { run } = webAssembly().instantiate(bytes, { host: { memory } });
  return ({ rows, rowsEnd, query, queryEnd, products }) => void run(rows, rowsEnd, query, queryEnd, products);
}

function oneRow(): number[] {
  const [first, second] = SUMS as [number, number];
  return [
    ...getLocal(QUERY),
    ...setLocal(PLACE),
    ...SUMS.flatMap((sum) => [...ZERO, ...setLocal(sum)]),
    ...whileLess(PLACE, QUERY_END, [
      ...SUMS.flatMap((sum, at) => multiplyAdd(sum, at * SUM_BYTES)),
      ...advance(ROW, BYTES_PER_TURN),
      ...advance(PLACE, BYTES_PER_TURN),
    ]),
    ...[...getLocal(first), ...getLocal(second), ...ADD_32, ...setLocal(first)],
    ...getLocal(PRODUCT),
    ...[...getLocal(first), ...LANE_32(0)],
    ...[1, 2, 3].flatMap((lane) => [...getLocal(first), ...LANE_32(lane), CODE.add]),
    ...STORE_32,
    ...advance(PRODUCT, FOUR),
  ];
}

function multiplyAdd(sum: number, offset: number): number[] {
  const both = [...getLocal(LEFT), ...getLocal(RIGHT)];
  return [
    ...[...getLocal(ROW), ...LOAD(offset), ...setLocal(LEFT)],
    ...[...getLocal(PLACE), ...LOAD(offset), ...setLocal(RIGHT)],
    ...getLocal(sum),
    ...[...both, ...MULTIPLY_LOW, ...both, ...MULTIPLY_HIGH, ...ADD_16, ...ADD_PAIRS_TO_32],
    ...ADD_32,
    ...setLocal(sum),
  ];
}

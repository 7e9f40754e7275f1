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
} from '../../src/math/wasm-bytes.js';
import { webAssembly } from '../../src/math/web-assembly.js';

/** Rows of codes must be padded with zeros to a multiple of so many bytes. */
export const LANE_CODES = 32;

/** Bytes of the three float32 numbers that stand beside each row. */
export const FACT_BYTES = 12;

/**
 * Writes p · scale · queryScale + length · perLength + error · perError for every row as a float32, where p is the inner
 * product of its codes with the query's and scale, length and error are its facts. All places are bytes in the memory; a
 * row takes a byte a code, the query two (int16).
 */
export type DotCodesProgram = (options: {
  readonly rows: number;
  /** Behind the last row. */
  readonly rowsEnd: number;
  /** Of the first row. */
  readonly facts: number;
  readonly results: number;
  readonly query: number;
  readonly queryEnd: number;
  readonly queryScale: number;
  readonly perLength: number;
  readonly perError: number;
}) => void;

const ROW = 0;
const ROWS_END = 1;
const FACTS = 2;
const RESULT = 3;
const QUERY = 4;
const QUERY_END = 5;
const QUERY_SCALE = 6;
const PER_LENGTH = 7;
const PER_ERROR = 8;
const PLACE = 9;
const SUMS = [10, 11, 12, 13];
const CODES_PER_SUM = 8;
const QUERY_BYTES = 2;

/** Eight codes of one byte as eight of two. */
const LOAD_WIDER = (offset: number): number[] => [0xfd, 0x01, 0x00, offset];
const LOAD = (offset: number): number[] => [0xfd, 0x00, 0x00, offset];
/** Eight products of int16, added in pairs to four int32. */
const DOT = [0xfd, 0xba, 0x01];
const ADD_32 = [0xfd, 0xae, 0x01];
const LANE_32 = (lane: number): number[] => [0xfd, 0x1b, lane];
const TO_FLOAT = 0xb2;
const MULTIPLY_FLOATS = 0x94;
const ADD_FLOATS = 0x92;
const ZERO = [CODE.constant, 0, 0xfd, 0x11];
const FLOAT_BYTES = 4;

/**
 * Inner products of int8 codes, eight at a time in four independent sums. Codes lie in ±127, so a sum over 130,000
 * numbers fits into 32 bits.
 */
export function compileDotCodes(memory: object): DotCodesProgram {
  const bytes = moduleBytes({
    parameters: [...Array<number>(6).fill(TYPE.i32), TYPE.f32, TYPE.f32, TYPE.f32],
    locals: [TYPE.i32, TYPE.v128, TYPE.v128, TYPE.v128, TYPE.v128],
    body: whileLess(ROW, ROWS_END, oneRow()),
  });
  const { run } = webAssembly().instantiate(bytes, { host: { memory } });
  return ({ rows, rowsEnd, facts, results, query, queryEnd, queryScale, perLength, perError }) =>
    void run(rows, rowsEnd, facts, results, query, queryEnd, queryScale, perLength, perError);
}

function oneRow(): number[] {
  const [first, second, third, fourth] = SUMS as [number, number, number, number];
  return [
    ...getLocal(QUERY),
    ...setLocal(PLACE),
    ...SUMS.flatMap((sum) => [...ZERO, ...setLocal(sum)]),
    ...whileLess(PLACE, QUERY_END, [
      ...SUMS.flatMap((sum, at) => multiplyAdd(sum, at * CODES_PER_SUM)),
      ...advance(ROW, constant(LANE_CODES)),
      ...advance(PLACE, constant(LANE_CODES * QUERY_BYTES)),
    ]),
    ...[...getLocal(first), ...getLocal(second), ...ADD_32],
    ...[...getLocal(third), ...getLocal(fourth), ...ADD_32, ...ADD_32, ...setLocal(first)],
    ...getLocal(RESULT),
    ...[...getLocal(first), ...LANE_32(0)],
    ...[1, 2, 3].flatMap((lane) => [...getLocal(first), ...LANE_32(lane), CODE.add]),
    ...[TO_FLOAT, ...fact(0), MULTIPLY_FLOATS, ...getLocal(QUERY_SCALE), MULTIPLY_FLOATS],
    ...[...fact(1), ...getLocal(PER_LENGTH), MULTIPLY_FLOATS, ADD_FLOATS],
    ...[...fact(2), ...getLocal(PER_ERROR), MULTIPLY_FLOATS, ADD_FLOATS],
    ...MEMORY.storeFloat(),
    ...advance(RESULT, constant(FLOAT_BYTES)),
    ...advance(FACTS, constant(FACT_BYTES)),
  ];
}

/** One of the facts of the row. */
function fact(index: number): number[] {
  return [...getLocal(FACTS), ...MEMORY.loadFloat(FLOAT_BYTES * index)];
}

function multiplyAdd(sum: number, firstCode: number): number[] {
  return [
    ...[...getLocal(ROW), ...LOAD_WIDER(firstCode)],
    ...[...getLocal(PLACE), ...LOAD(firstCode * QUERY_BYTES)],
    ...DOT,
    ...getLocal(sum),
    ...ADD_32,
    ...setLocal(sum),
  ];
}

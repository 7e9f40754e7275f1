import { advance, constant, getLocal, MEMORY, moduleBytes, setLocal, TYPE, whileLess } from './wasm-bytes.js';
import { webAssembly } from './web-assembly.js';

/** Scores of many rows, and a quick look at where the large ones of a row are. */
export interface ScoreBlock {
  /** [count] to be written by the caller; a view of memory that never moves. */
  readonly scores: Float32Array;
  /**
   * The largest of every `GROUP` scores from `start` on, the last group may be shorter; NaN where a group has one.
   * @returns [⌈length / GROUP⌉] a view that the next call overwrites
   */
  maxima(start: number, length: number): Float32Array;
}

/** Scores that share one maximum. */
export const GROUP = 64;

const FLOAT_BYTES = 4;
const FOUR_BYTES = 16;
const MAXIMUM_FOUR = [0xfd, 0xe9, 0x01] as const;
const MAXIMUM_ONE = 0x97;

/** Room for `count` scores. Rows are scanned by WebAssembly SIMD: four times as fast as a loop in JavaScript. */
export function createScoreBlock(count: number): ScoreBlock {
  const groups = Math.ceil(count / GROUP);
  const memory = webAssembly().memory(FLOAT_BYTES * (count + groups));
  const scores = new Float32Array(memory.buffer, 0, count);
  const maxima = new Float32Array(memory.buffer, FLOAT_BYTES * count, groups);
  const { run } = webAssembly().instantiate(moduleOfMaxima(), { host: { memory } });
  return {
    scores,
    maxima(start, length) {
      const whole = Math.floor(length / GROUP);
      run(FLOAT_BYTES * start, FLOAT_BYTES * (start + whole * GROUP), maxima.byteOffset);
      if (whole * GROUP < length) {
        const rest = scores.subarray(start + whole * GROUP, start + length);
        maxima[whole] = rest.reduce((highest, score) => Math.max(highest, score), Number.NEGATIVE_INFINITY);
      }
      return maxima.subarray(0, Math.ceil(length / GROUP));
    },
  };
}

/** From `place` to `end`, group by group: the maximum is written to `result`, which then moves on. */
function moduleOfMaxima(): Uint8Array {
  const [place, end, result, highest] = [0, 1, 2, 3] as const;
  const lanes = [0, 1, 2, 3].map((lane) => [...getLocal(highest), 0xfd, 0x1f, lane]);
  const group = [
    ...[...getLocal(place), ...MEMORY.loadFour(), ...setLocal(highest)],
    ...Array.from({ length: GROUP / 4 - 1 }, (_, index) => [
      ...[...getLocal(highest), ...getLocal(place), ...MEMORY.loadFour(FOUR_BYTES * (index + 1))],
      ...[...MAXIMUM_FOUR, ...setLocal(highest)],
    ]).flat(),
    ...getLocal(result),
    ...lanes.flatMap((lane, index) => (index === 0 ? lane : [...lane, MAXIMUM_ONE])),
    ...MEMORY.storeFloat(),
    ...advance(place, constant(FLOAT_BYTES * GROUP)),
    ...advance(result, constant(FLOAT_BYTES)),
  ];
  return moduleBytes({
    parameters: [TYPE.i32, TYPE.i32, TYPE.i32],
    locals: [TYPE.v128],
    body: whileLess(place, end, group),
  });
}

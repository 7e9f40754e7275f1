import { describe, expect, it } from 'vitest';
import {
  compileVectorProgram,
  type Expression,
  type VectorProgramSource,
} from '../../src/tensor/native/vector-program.js';
import { normals } from '../support/on-backend.js';

/** The standard WebAssembly memory, which the types of Node leave out. */
const { WebAssembly: host } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  };
};

interface Bench {
  /** Puts numbers into the memory. @returns their byte offset */
  put(values: ArrayLike<number>): number;
  read(offset: number, count: number): number[];
  run(source: VectorProgramSource, sizes: readonly [number, number], parameters: readonly number[]): void;
}

/** A memory of its own; 99 lies between the arrays, so that a write beyond an end is seen. */
function bench(): Bench {
  const memory = new host.Memory({ initial: 4 });
  const all = new Float32Array(memory.buffer).fill(99);
  let next = 4;
  return {
    put(values) {
      const offset = next;
      all.set(values, offset / 4);
      // An odd distance: nothing is aligned to 16 bytes.
      next += 4 * values.length + 4;
      return offset;
    },
    read: (offset, count) => [...all.subarray(offset / 4, offset / 4 + count)],
    run: (source, [rows, count], parameters) => compileVectorProgram(source, memory)(rows, count, parameters),
  };
}

const COUNTS = [0, 1, 2, 3, 4, 5, 7, 8, 1023];
const round = Math.fround;

describe('a vector program', () => {
  it.each(COUNTS)('writes %i places and not one more', (count) => {
    const { put, read, run } = bench();
    const [a, b] = [normals(count, 1), normals(count, 2)];
    const [from, to] = [put(a), put(b)];
    const source = { arrays: ['a', 'b'], stores: { b: ['add', 'a', 'b'] } } as const;
    run(source, [1, count], [from, 4 * count, to, 4 * count]);
    expect(read(to, count + 1)).toEqual([...a.map((value, at) => value + (b[at] as number)), 99]);
    expect(read(from, count + 1)).toEqual([...a, 99]);
  });

  it.each([
    ['add', (x: number, y: number) => round(x + y)],
    ['subtract', (x: number, y: number) => round(x - y)],
    ['multiply', (x: number, y: number) => round(x * y)],
    ['divide', (x: number, y: number) => round(x / y)],
    ['maximum', Math.max],
  ] as const)('computes %s as JavaScript does, in groups of four and one by one', (operator, expected) => {
    const { put, read, run } = bench();
    const a = [1.5, -2, 0, 3e38, 1, -1e-30, 7];
    const b = [-0.25, 3, 0, 3e38, 0, 1e-30, 7];
    const places = [put(a), put(b), put(a)];
    const source: VectorProgramSource = {
      arrays: ['a', 'b', 'result'],
      stores: { result: [operator, 'a', 'b'] },
    };
    run(
      source,
      [1, 7],
      places.flatMap((place) => [place, 0]),
    );
    const values = a.map((x, at) => expected(round(x), round(b[at] as number)));
    expect(read(places[2] as number, 7)).toEqual(values);
  });

  it('takes square roots', () => {
    const { put, read, run } = bench();
    const values = [4, 2, 0, 9, 0.25];
    const place = put(values);
    run({ arrays: ['x'], stores: { x: ['squareRoot', 'x'] } }, [1, 5], [place, 0]);
    expect(read(place, 5)).toEqual(values.map((value) => round(Math.sqrt(value))));
  });

  it('keeps a number where the second is greater than the third, else 0', () => {
    const { put, read, run } = bench();
    const x = [5, 6, 7, 8, -9, 10];
    const y = [1, 2, 3, -4, 5, 2];
    const places = [put(x), put(y)];
    const source = {
      arrays: ['x', 'y'],
      scalars: ['limit'],
      stores: { x: ['keepWhereGreater', 'x', 'y', 'limit'] },
    } as const;
    run(source, [1, 6], [...places.flatMap((place) => [place, 0]), 2]);
    expect(read(places[0] as number, 6)).toEqual([0, 0, 7, 0, -9, 0]);
  });

  it('passes a number that is not one on', () => {
    const { put, read, run } = bench();
    const place = put([Number.NaN, 1, 1, 1, Number.NaN]);
    const source = {
      arrays: ['x'],
      scalars: ['zero'],
      stores: { x: ['maximum', 'x', 'zero'] },
      rowSums: {},
    } as const;
    run(source, [1, 5], [place, 0, 0]);
    expect(read(place, 5)).toEqual([Number.NaN, 1, 1, 1, Number.NaN]);
  });

  it.each(COUNTS)('goes over rows of %i with a shared row, a number and a sum per row', (count) => {
    const { put, read, run } = bench();
    const rows = 3;
    const [x, gain, shift] = [normals(rows * count, 1), normals(count, 2), normals(rows, 3)];
    const places = { x: put(x), gain: put(gain), shift: put(shift), sum: put([7, 7, 7]) };
    const source: VectorProgramSource = {
      arrays: ['x', 'gain'],
      rowScalars: ['shift'],
      scalars: ['factor'],
      values: {
        moved: ['add', 'x', 'shift'],
        weighed: ['multiply', ['multiply', 'moved', 'gain'], 'factor'],
      },
      stores: { x: 'weighed' },
      rowSums: { sum: 'weighed' },
    };
    run(source, [rows, count], [places.x, 4 * count, places.gain, 0, places.shift, places.sum, 0.5]);
    const expected = Array.from(x, (value, at) => {
      const moved = round(value + (shift[Math.floor(at / count)] as number));
      return round(round(moved * (gain[at % count] as number)) * 0.5);
    });
    expect(read(places.x, rows * count + 1)).toEqual([...expected, 99]);
    const sums = read(places.sum, rows + 1);
    for (let row = 0; row < rows; row += 1) {
      const sum = expected.slice(row * count, (row + 1) * count).reduce((before, value) => before + value, 0);
      expect(sums[row]).toBeCloseTo(sum, 3);
    }
    expect(sums[rows]).toBe(99);
  });

  it('adds all rows into one that they share', () => {
    const { put, read, run } = bench();
    const x = Array.from({ length: 15 }, (_, at) => at);
    const [from, to] = [put(x), put([100, 0, 0, 0, 0])];
    const source = { arrays: ['x', 'sum'], stores: { sum: ['add', 'sum', 'x'] } } as const;
    run(source, [3, 5], [from, 20, to, 0]);
    expect(read(to, 5)).toEqual([115, 18, 21, 24, 27]);
  });

  it('computes all values before it stores any', () => {
    const { put, read, run } = bench();
    const [a, b] = [put([1, 2, 3, 4, 5]), put([6, 7, 8, 9, 10])];
    const source = {
      arrays: ['a', 'b'],
      values: { first: 'a', second: 'b' },
      stores: { a: 'second', b: 'first' },
    } as const;
    run(source, [1, 5], [a, 0, b, 0]);
    expect([read(a, 5), read(b, 5)]).toEqual([
      [6, 7, 8, 9, 10],
      [1, 2, 3, 4, 5],
    ]);
  });

  it('does nothing for no rows', () => {
    const { put, read, run } = bench();
    const place = put([1, 2, 3, 4]);
    run({ arrays: ['x'], stores: { x: ['add', 'x', 'x'] } }, [0, 4], [place, 16]);
    expect(read(place, 4)).toEqual([1, 2, 3, 4]);
  });

  it('may have more locals than one byte counts', () => {
    const { put, read, run } = bench();
    const names = Array.from({ length: 150 }, (_, at) => `value${at}`);
    const values = Object.fromEntries(
      names.map((name, at): [string, Expression] => [name, ['add', 'x', at === 0 ? 'x' : `value${at - 1}`]]),
    );
    const place = put([1, 2, 3, 4, 5]);
    run({ arrays: ['x'], values, stores: { x: 'value149' } }, [1, 5], [place, 0]);
    expect(read(place, 5)).toEqual([151, 302, 453, 604, 755]);
  });

  it.each([
    ['an expression', { arrays: ['x'], stores: { x: ['add', 'x', 'other'] } }],
    ['a store', { arrays: ['x'], stores: { other: 'x' } }],
    ['a value before it is computed', { arrays: ['x'], stores: { x: 'other' } }],
  ] as const)('refuses a name that was not declared in %s', (_, source) => {
    const { run } = bench();
    expect(() => run(source, [1, 1], [0, 0])).toThrow(
      new RangeError('A vector program names "other" without declaring it.'),
    );
  });
});

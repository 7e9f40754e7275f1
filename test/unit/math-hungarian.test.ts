import { describe, expect, it } from 'vitest';
import { hungarian } from '../../src/math/hungarian.js';
import { Random } from '../../src/math/random.js';

/** Oracle: try every choice of columns. */
function cheapest(cost: readonly number[], rows: number, columns: number, row = 0, used = 0): number {
  if (row === rows) return 0;
  let best = Number.POSITIVE_INFINITY;
  for (let column = 0; column < columns; column += 1) {
    if ((used & (1 << column)) !== 0) continue;
    const rest = cheapest(cost, rows, columns, row + 1, used | (1 << column));
    best = Math.min(best, (cost[row * columns + column] as number) + rest);
  }
  return best;
}

describe('hungarian', () => {
  it('finds the cheapest assignment of every random problem', () => {
    const random = new Random(3);
    for (let trial = 0; trial < 150; trial += 1) {
      const rows = 1 + random.below(6);
      const columns = rows + random.below(3);
      const cost = Array.from({ length: rows * columns }, () => random.below(20) - 10);
      const assigned = hungarian(cost, rows, columns);
      expect(new Set(assigned).size).toBe(rows);
      const total = [...assigned.entries()].reduce(
        (sum, [row, column]) => sum + (cost[row * columns + column] as number),
        0,
      );
      expect(total).toBe(cheapest(cost, rows, columns));
    }
  });

  it('solves a textbook problem', () => {
    // Rows take columns 1, 0, 2 at cost 2 + 3 + 2… the alternatives 0, 1, 2 (1 + 6 + 2 = 9) cost more.
    expect([...hungarian([1, 2, 9, 3, 6, 9, 9, 9, 2], 3, 3)]).toEqual([1, 0, 2]);
  });

  it('refuses more rows than columns', () => {
    expect(() => hungarian([1, 2], 2, 1)).toThrow('rows ≤ columns');
  });
});

import type { PlainTable } from './csv.js';

export interface TableOrder {
  readonly column: number;
  readonly isDescending: boolean;
}

type Cell = string | number | null;

const COLLATOR = new Intl.Collator('en', { numeric: true });

/** Rows in the order of a column: numbers before texts, empty cells last in both directions; equal ones as they were. */
export function sortRows(rows: PlainTable['rows'], order: TableOrder | undefined): PlainTable['rows'] {
  if (order === undefined) return rows;
  const { column, isDescending } = order;
  return rows.toSorted((left, right) =>
    compareCells(left[column] ?? null, right[column] ?? null, isDescending),
  );
}

function compareCells(left: Cell, right: Cell, isDescending: boolean): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  const towards = isDescending ? -1 : 1;
  if (typeof left === 'number' && typeof right === 'number') return (left - right) * towards;
  if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
  return COLLATOR.compare(String(left), String(right)) * towards;
}

/** Deviations, ends of intervals and differences are not measured against each other. */
const NEITHER = /^[±Δ]|^(low|high|words)$/;
const LOW =
  /(seconds|\bms\b|memory|loss|entropy|perplexity|rank|error|wrong|latency|\bp50\b|\bp99\b|gini|dollar|cost)/;
const HIGH =
  /(hit|recall|precision|ndcg|\bmap\b|mrr|auc|accuracy|coverage|novelty|diversity|stated|answered|plays|active days|clusters|long views)/;

/** Which end of a column is good, by its name; undefined for counts and texts. */
export function betterEnd(column: string): 'high' | 'low' | undefined {
  const name = column.toLowerCase();
  if (NEITHER.test(column)) return undefined;
  if (LOW.test(name)) return 'low';
  return HIGH.test(name) ? 'high' : undefined;
}

/** Rows to compare with, which nothing was measured for: what chance gives, and what cannot be beaten. */
export function isReference(row: PlainTable['rows'][number]): boolean {
  return typeof row[0] === 'string' && /^(chance|best possible)/.test(row[0]);
}

/** For each column the best number in it; undefined where no end is better or fewer than two numbers differ. */
export function bestValues({ columns, rows }: PlainTable): readonly (number | undefined)[] {
  const measured = rows.filter((row) => !isReference(row));
  return columns.map((name, column) => {
    const end = betterEnd(name);
    const values = measured.map((row) => row[column]).filter((value) => typeof value === 'number');
    if (end === undefined || new Set(values).size < 2) return undefined;
    return end === 'high' ? Math.max(...values) : Math.min(...values);
  });
}

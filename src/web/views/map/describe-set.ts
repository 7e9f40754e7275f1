import type { CodedColumn } from './colouring.js';

/** A value that a set has more often than the whole. */
export interface DistinctiveValue {
  readonly column: string;
  readonly value: string;
  /** Videos of the set with it, and of all. */
  readonly inSet: number;
  readonly inAll: number;
  /** Share in the set over share in all. */
  readonly lift: number;
  /** The column is a label, by which the library can be filtered. */
  readonly isLabel: boolean;
}

export interface SetColumn extends CodedColumn {
  readonly isLabel?: boolean;
}

/**
 * What tells a set from the rest: values by how surprising their number is, as `n · ln(lift)` – the share of the value
 * in the G statistic. Values that are not more frequent than everywhere, or that only one video of a larger set has,
 * say nothing.
 */
export function describeSet(
  indexes: readonly number[],
  { columns, most }: { readonly columns: Readonly<Record<string, SetColumn>>; readonly most: number },
): DistinctiveValue[] {
  const found = Object.entries(columns).flatMap(([column, { values, codes, isLabel = false }]) => {
    const inSet = count(
      values.length,
      indexes.map((index) => codes[index] as number),
    );
    const inAll = count(values.length, codes);
    return values.flatMap((value, code): DistinctiveValue[] => {
      const here = inSet[code] as number;
      const all = inAll[code] as number;
      if (here === 0 || (here === 1 && indexes.length > 2)) return [];
      const lift = here / indexes.length / (all / codes.length);
      return lift > 1.001 ? [{ column, value, inSet: here, inAll: all, lift, isLabel }] : [];
    });
  });
  const weight = ({ inSet, lift }: DistinctiveValue): number => inSet * Math.log(lift);
  return found.sort((left, right) => weight(right) - weight(left)).slice(0, most);
}

function count(size: number, codes: readonly number[]): Uint32Array {
  const counts = new Uint32Array(size);
  for (const code of codes) if (code >= 0 && code < size) counts[code] = (counts[code] as number) + 1;
  return counts;
}

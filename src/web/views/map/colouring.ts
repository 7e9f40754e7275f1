/** A column that the map can be coloured by: `codes[i]` is the place of the i-th video in `values`, −1 for none. */
export interface CodedColumn {
  readonly values: readonly string[];
  readonly codes: readonly number[];
  /** Colour that each value has on all views, such as the number of its cluster. Default: by rank. */
  readonly colours?: readonly number[];
}

/** One line of the legend. */
export interface LegendEntry {
  /** Number of the group; ascending in the legend. */
  readonly key: number;
  /** Number of the colour of a value. */
  readonly colour: number;
  readonly text: string;
  readonly videos: number;
  readonly kind: 'value' | 'other' | 'none';
}

/** What each point is coloured by: `groups[i]` is the `key` of its legend entry. */
export interface Colouring {
  readonly groups: Uint8Array;
  /** Values with a colour by how many videos have them, then what is left over, then those without a value. */
  readonly legend: readonly LegendEntry[];
}

/** Ranks the values of a column; the `most` most frequent get a colour of their own. */
export function createColouring(column: CodedColumn, most: number): Colouring {
  const counts = new Uint32Array(column.values.length);
  let none = 0;
  for (const code of column.codes) {
    if (code < 0 || code >= counts.length) none += 1;
    else counts[code] = (counts[code] as number) + 1;
  }
  const ranked = [...counts.keys()]
    .filter((code) => (counts[code] as number) > 0)
    .sort((left, right) => (counts[right] as number) - (counts[left] as number) || left - right);
  const shown = ranked.slice(0, most);
  const rest = ranked.slice(most);
  const ownColours = coloursOf(column, shown, most);
  const legend: LegendEntry[] = shown.map((code, key) => ({
    key,
    colour: ownColours?.[key] ?? key,
    text: column.values[code] as string,
    videos: counts[code] as number,
    kind: 'value',
  }));
  const otherKey = shown.length;
  const noneKey = shown.length + 1;
  if (rest.length > 0) {
    const videos = rest.reduce((sum, code) => sum + (counts[code] as number), 0);
    const text = `${rest.length} other${rest.length === 1 ? '' : 's'}`;
    legend.push({ key: otherKey, colour: otherKey, text, videos, kind: 'other' });
  }
  if (none > 0) legend.push({ key: noneKey, colour: noneKey, text: 'none', videos: none, kind: 'none' });
  const groupOf = new Map(shown.map((code, key) => [code, key]));
  const groups = Uint8Array.from(column.codes, (code) =>
    code < 0 || code >= counts.length ? noneKey : (groupOf.get(code) ?? otherKey),
  );
  return { groups, legend };
}

/** The colours that the values have everywhere; undefined where two of them would look alike. */
function coloursOf(
  { colours }: CodedColumn,
  shown: readonly number[],
  most: number,
): readonly number[] | undefined {
  const own = shown.map((code) => colours?.[code]);
  const isUsable = own.every((colour) => colour !== undefined && colour < most);
  return isUsable && new Set(own).size === own.length ? (own as readonly number[]) : undefined;
}

/** The column of cluster numbers, with the name of each. */
export function clusterColumn(
  clusters: readonly (number | null)[],
  names: ReadonlyMap<number, string>,
): CodedColumn {
  const numbers = [...new Set(clusters.filter((cluster) => cluster !== null))].sort(
    (left, right) => left - right,
  );
  const places = new Map(numbers.map((cluster, place) => [cluster, place]));
  return {
    values: numbers.map((cluster) => names.get(cluster) ?? `cluster ${cluster}`),
    codes: clusters.map((cluster) => (cluster === null ? -1 : (places.get(cluster) ?? -1))),
    colours: numbers,
  };
}

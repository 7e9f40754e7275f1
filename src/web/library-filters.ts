export const LIBRARY_ORDERS = ['id', 'newest', 'oldest', 'longest', 'shortest'] as const;
export type LibraryOrder = (typeof LIBRARY_ORDERS)[number];

export interface LabelFilter {
  readonly name: string;
  readonly value: string;
}

/** What the library shows. It stands in the query of the address, so that it can be shared and gone back to. */
export interface LibraryFilters {
  /** Words to search for; empty shows all. */
  readonly text: string;
  /** These videos alone, such as a set of the map; empty for all. */
  readonly ids: readonly string[];
  /** Content clusters, any of them. */
  readonly clusters: readonly number[];
  /** All of them. */
  readonly tags: readonly string[];
  /** Of one name any value, of different names all. */
  readonly labels: readonly LabelFilter[];
  /** Seconds, both included. */
  readonly shortest?: number;
  readonly longest?: number;
  readonly order: LibraryOrder;
}

/** Everything, by id. */
export const NO_FILTERS: LibraryFilters = {
  text: '',
  ids: [],
  clusters: [],
  tags: [],
  labels: [],
  order: 'id',
};

const LABEL_PREFIX = 'label.';

/** What cannot be read is left out: an address may be typed by hand. */
export function parseFilters(query: URLSearchParams): LibraryFilters {
  const shortest = numberOf(query.get('shortest'));
  const longest = numberOf(query.get('longest'));
  return {
    text: (query.get('q') ?? '').trim(),
    ids: query.getAll('id'),
    clusters: query
      .getAll('cluster')
      .filter((text) => /^\d+$/.test(text))
      .map(Number),
    tags: query.getAll('tag'),
    labels: [...query]
      .filter(([key]) => key.startsWith(LABEL_PREFIX) && key.length > LABEL_PREFIX.length)
      .map(([key, value]) => ({ name: key.slice(LABEL_PREFIX.length), value })),
    ...(shortest === undefined ? {} : { shortest }),
    ...(longest === undefined ? {} : { longest }),
    order: LIBRARY_ORDERS.find((order) => order === query.get('order')) ?? 'id',
  };
}

/** The opposite of {@link parseFilters}; what is not set does not appear. */
export function writeFilters(filters: LibraryFilters): URLSearchParams {
  const query = new URLSearchParams();
  if (filters.text !== '') query.set('q', filters.text);
  for (const id of filters.ids) query.append('id', id);
  for (const cluster of filters.clusters) query.append('cluster', `${cluster}`);
  for (const tag of filters.tags) query.append('tag', tag);
  for (const { name, value } of filters.labels) query.append(LABEL_PREFIX + name, value);
  if (filters.shortest !== undefined) query.set('shortest', `${filters.shortest}`);
  if (filters.longest !== undefined) query.set('longest', `${filters.longest}`);
  if (filters.order !== 'id') query.set('order', filters.order);
  return query;
}

/** Everything is shown. */
export function isUnfiltered(filters: LibraryFilters): boolean {
  return writeFilters({ ...filters, order: 'id' }).size === 0;
}

/** Adds an item to a list, or takes it out. */
export function toggle<Item>(list: readonly Item[], item: Item): readonly Item[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}

export function toggleLabel(labels: readonly LabelFilter[], label: LabelFilter): readonly LabelFilter[] {
  const rest = labels.filter(({ name, value }) => name !== label.name || value !== label.value);
  return rest.length === labels.length ? [...labels, label] : rest;
}

/** Address of the library with one filter. */
export function libraryAddress(filters: Partial<LibraryFilters>): string {
  return `/?${writeFilters({ ...NO_FILTERS, ...filters })}`;
}

function numberOf(text: string | null): number | undefined {
  if (text === null || !/^\d+(\.\d+)?$/.test(text)) return undefined;
  return Number(text);
}

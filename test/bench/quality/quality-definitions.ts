/** One way to score: which queries, among whom, and how deep. */
export interface Definition {
  readonly id: string;
  readonly title: string;
  /** Clips that are ranked. */
  readonly gallery: 'held-out' | 'all';
  /** Clips that are asked for. */
  readonly queries: 'held-out' | 'all';
  /** Queries that are drawn at random, the same for every vector; all when absent. */
  readonly drawnQueries?: number;
  readonly metric: 'hitRate' | 'precision';
  /** Ranks that are looked at, for `CLIPS` clips. */
  readonly cutoff: number;
}

/** Clips of the published split that the cutoffs are meant for; another gallery has the same shares of it. */
const CLIPS = { 'held-out': 184, all: 756 } as const;

/** The quality table. Queries are clips that were never trained on, in all of them. */
export const qualityDefinitions: readonly Definition[] = [
  {
    id: 'held-out@33',
    title: 'HitRate@33 among the held-out clips (about the share of them that 100 is of 567)',
    gallery: 'held-out',
    queries: 'held-out',
    metric: 'hitRate',
    cutoff: 33,
  },
  {
    id: 'held-out@25',
    title: 'HitRate@25 among the held-out clips',
    gallery: 'held-out',
    queries: 'held-out',
    metric: 'hitRate',
    cutoff: 25,
  },
  {
    id: 'held-out@100',
    title: 'HitRate@100 among the held-out clips',
    gallery: 'held-out',
    queries: 'held-out',
    metric: 'hitRate',
    cutoff: 100,
  },
  {
    id: 'all@100',
    title: 'HitRate@100 of held-out queries among all clips, most of which were trained on',
    gallery: 'all',
    queries: 'held-out',
    metric: 'hitRate',
    cutoff: 100,
  },
  {
    id: 'precision@10',
    title: 'Precision@10 among the held-out clips',
    gallery: 'held-out',
    queries: 'held-out',
    metric: 'precision',
    cutoff: 10,
  },
];

/** Table 2 of DreamUMM in our terms: 100 drawn queries at 100, 200 drawn queries at 200. */
export const tableTwoDefinitions: readonly Definition[] = [
  tableTwo('all clips, queries from all clips', { queries: 'all', count: 100 }),
  tableTwo('all clips, queries from all clips', { queries: 'all', count: 200 }),
  tableTwo('all clips, held-out queries', { queries: 'held-out', count: 100 }),
  tableTwo('all clips, held-out queries', { queries: 'held-out', count: 200 }),
  {
    ...tableTwo('held-out clips, held-out queries', { queries: 'held-out', count: 100 }),
    id: 'drawn-held-out@100',
    gallery: 'held-out',
  },
];

function tableTwo(
  where: string,
  { queries, count }: { readonly queries: Definition['queries']; readonly count: number },
): Definition {
  return {
    id: `drawn-all-${queries}@${count}`,
    title: `HitRate@${count}, ${count} queries; ${where}`,
    gallery: 'all',
    queries,
    drawnQueries: count,
    metric: 'hitRate',
    cutoff: count,
  };
}

/** The cutoff of a definition in a gallery of this many clips: the same share of it. Precision looks at 10 always. */
export function cutoffFor({ metric, cutoff, gallery }: Definition, clips: number): number {
  if (metric === 'precision') return cutoff;
  return Math.max(1, Math.round((cutoff * clips) / CLIPS[gallery]));
}

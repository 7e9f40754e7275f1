import type { Facets } from '../contract/video.js';

const TAGS = 200;
const VALUES_PER_LABEL = 100;

interface CountedVideo {
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly clusterId: number | null;
  readonly tokenClusterId: number | null;
  readonly durationSeconds: number | null;
}

export interface FacetCounts {
  add(video: CountedVideo): void;
  facets(): Facets;
}

/** Counts what lists can be narrowed by. */
export function countFacets(): FacetCounts {
  let videos = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  const tags = new Map<string, number>();
  const labels = new Map<string, Map<string, number>>();
  const clusters = new Map<number, number>();
  const tokenClusters = new Map<number, number>();
  return {
    add(video) {
      videos += 1;
      for (const tag of new Set(video.tags)) raise(tags, tag);
      for (const [name, value] of Object.entries(video.labels)) {
        const values = labels.get(name) ?? new Map<string, number>();
        labels.set(name, values);
        raise(values, value);
      }
      if (video.clusterId !== null) raise(clusters, video.clusterId);
      if (video.tokenClusterId !== null) raise(tokenClusters, video.tokenClusterId);
      if (video.durationSeconds === null) return;
      least = Math.min(least, video.durationSeconds);
      most = Math.max(most, video.durationSeconds);
    },
    facets: () => ({
      videos,
      tags: mostFrequent(tags, TAGS),
      labels: Object.fromEntries(
        [...labels]
          .sort(([left], [right]) => (left < right ? -1 : 1))
          .map(([name, values]) => [name, mostFrequent(values, VALUES_PER_LABEL)]),
      ),
      clusters: byId(clusters),
      tokenClusters: byId(tokenClusters),
      durationSeconds: least <= most ? { least, most } : null,
    }),
  };
}

function raise<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Equally frequent ones in the order of their texts. */
function mostFrequent(counts: ReadonlyMap<string, number>, limit: number) {
  return [...counts]
    .sort(([left, leftCount], [right, rightCount]) => rightCount - leftCount || (left < right ? -1 : 1))
    .slice(0, limit)
    .map(([value, videos]) => ({ value, videos }));
}

function byId(counts: ReadonlyMap<number, number>) {
  return [...counts].sort(([left], [right]) => left - right).map(([id, videos]) => ({ id, videos }));
}

import {
  type ClusterSource,
  contentSource,
  tokenSource,
} from '../../../pipelines/clustering/cluster-source.js';
import type { EmbeddingSpace } from '../../core/embedding.js';
import type { VideoId } from '../../core/ids.js';
import type { ClusterKind, ClusterSet } from '../../core/record.js';
import type { VectorRow, VideoStore } from '../../core/store.js';
import { squaredDistance } from '../../math/vector.js';
import { clusterLabel, type DistinctiveWord, WordCounter } from './cluster-labels.js';
import { NearestMembers } from './nearest-members.js';

/** What is known of one cluster. */
export interface KnownCluster {
  readonly id: number;
  readonly label: string;
  readonly words: readonly DistinctiveWord[];
  /** In the order of their UTF-16 codes. */
  readonly memberIds: readonly VideoId[];
  /** Nearest to the centre, best first. */
  readonly exemplarIds: readonly VideoId[];
}

/** All clusters of one kind. */
export interface KnownClusters {
  readonly kind: ClusterKind;
  /** Of the fit; null where there is none. */
  readonly version: number | null;
  readonly space: string | null;
  /** By id; those without a member are left out. */
  readonly clusters: ReadonlyMap<number, KnownCluster>;
}

/** Takes the rows of a store one by one and knows its clusters in the end. */
export interface ClusterScan {
  add(row: VectorRow): void;
  result(): KnownClusters;
}

export async function clusterScan(options: {
  readonly store: VideoStore;
  readonly kind: ClusterKind;
  readonly space: EmbeddingSpace | undefined;
}): Promise<ClusterScan> {
  const { store, kind, space } = options;
  const set = await store.clusters.latest(kind);
  const source =
    kind === 'content' ? contentSource(store.schema) : space === undefined ? undefined : tokenSource(space);
  const distance = set === undefined || source === undefined ? undefined : distanceToCentre(set, source);
  const words = new WordCounter();
  const nearest = new NearestMembers();
  const members = new Map<number, VideoId[]>();
  return {
    add(row) {
      const cluster = kind === 'content' ? row.contentClusterId : row.tokenClusterId;
      if (cluster === undefined) return;
      const own = members.get(cluster);
      if (own === undefined) members.set(cluster, [row.id]);
      else own.push(row.id);
      if (row.description !== undefined) words.add(cluster, row.description);
      nearest.add(cluster, row.id, distance?.(row, cluster) ?? Number.POSITIVE_INFINITY);
    },
    result: () => ({
      kind,
      version: set?.version ?? null,
      space: set?.space ?? null,
      clusters: new Map(
        [...members]
          .sort(([left], [right]) => left - right)
          .map(([id, memberIds]) => {
            const own = words.distinctive(id);
            const label = clusterLabel(id, own);
            return [id, { id, label, words: own, memberIds: memberIds.sort(), exemplarIds: nearest.of(id) }];
          }),
      ),
    }),
  };
}

/** Squared distance of a row to the centre of its cluster, in the vectors that were clustered. */
function distanceToCentre(
  set: ClusterSet,
  source: ClusterSource,
): ((row: VectorRow, cluster: number) => number | undefined) | undefined {
  // Centres of another space wait for the next `vidtoken cluster`.
  if (set.space !== source.space || set.dimension !== source.dimension) return undefined;
  const target = new Float32Array(set.dimension);
  const by = { mean: set.mean, scale: set.scale };
  return (row, cluster) => {
    const centre = set.centroids[cluster];
    if (centre === undefined) return undefined;
    source.write({ row, by, target, targetOffset: 0 });
    return squaredDistance(target, centre);
  };
}

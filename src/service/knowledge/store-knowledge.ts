import { MODALITIES } from '../../core/features.js';
import type { VideoId } from '../../core/ids.js';
import type { ClusterKind } from '../../core/record.js';
import type { VectorRow, VideoStore } from '../../core/store.js';
import type { VideoLibrary } from '../library/video-library.js';
import { clusterScan, type KnownClusters } from './cluster-scan.js';

/** What the map shows of a video. */
export interface KnownVideo {
  readonly id: VideoId;
  readonly contentClusterId: number | null;
  readonly tokenClusterId: number | null;
  readonly labels: Readonly<Record<string, string>>;
  /** Such as `visual + audio`. */
  readonly modalities: string;
}

/** What one pass over a version of the store tells about all videos together. */
export interface StoreKnowledge {
  /** Version of the library. */
  readonly version: number;
  /** Those with a token, in the order of the ids. */
  readonly videos: readonly KnownVideo[];
  readonly clusters: Readonly<Record<ClusterKind, KnownClusters>>;
}

/** Up to so many videos a request waits for the newest version; above, it gets the last one while the newest is read. */
const QUICK_VIDEOS = 20_000;
/** Small pages: other requests are answered between two of them. */
const ROWS_PER_PAGE = 256;

type KnowledgeReader = () => Promise<StoreKnowledge>;

/** Before there is a store. */
const NOTHING: StoreKnowledge = {
  version: 0,
  videos: [],
  clusters: { content: noClusters('content'), token: noClusters('token') },
};

function noClusters(kind: ClusterKind): KnownClusters {
  return { kind, version: null, space: null, clusters: new Map() };
}

/** One reader for each library: the map and the clusters come from the same pass. */
const readers = new WeakMap<VideoLibrary, KnowledgeReader>();

/** What is known of the videos of a library; read again when their version has changed. */
export function storeKnowledge(library: VideoLibrary): Promise<StoreKnowledge> {
  let reader = readers.get(library);
  if (reader === undefined) {
    reader = createReader(library);
    readers.set(library, reader);
  }
  return reader();
}

function createReader(library: VideoLibrary): KnowledgeReader {
  let known: StoreKnowledge | undefined;
  let reading: { readonly version: number; readonly result: Promise<StoreKnowledge> } | undefined;
  const read = (version: number): Promise<StoreKnowledge> => {
    if (reading?.version === version) return reading.result;
    const result = library
      .read((store) => knowledgeOf(library, store, version))
      .then((knowledge) => {
        known = knowledge;
        return knowledge;
      })
      .finally(() => {
        reading = undefined;
      });
    reading = { version, result };
    return result;
  };
  return async () => {
    const { version } = library.state();
    if (version === 0) return NOTHING;
    if (known?.version === version) return known;
    if (known === undefined || known.videos.length <= QUICK_VIDEOS) return read(version);
    // Whoever asks next waits for nothing either, and is told what went wrong once there is nothing to show.
    if (reading === undefined) read(version).catch(() => undefined);
    return known;
  };
}

async function knowledgeOf(
  library: VideoLibrary,
  store: VideoStore,
  version: number,
): Promise<StoreKnowledge> {
  const { space } = library.state();
  const content = await clusterScan({ store, kind: 'content', space });
  const token = await clusterScan({ store, kind: 'token', space });
  const videos: KnownVideo[] = [];
  for await (const rows of store.videos.scanVectors({ pageSize: ROWS_PER_PAGE })) {
    for (const row of rows) {
      content.add(row);
      token.add(row);
      if (row.token !== undefined) videos.push(knownVideo(row));
    }
  }
  return { version, videos, clusters: { content: content.result(), token: token.result() } };
}

function knownVideo({ id, contentClusterId, tokenClusterId, labels, pooled }: VectorRow): KnownVideo {
  const present = MODALITIES.filter((modality) => pooled[modality] !== undefined);
  return {
    id,
    contentClusterId: contentClusterId ?? null,
    tokenClusterId: tokenClusterId ?? null,
    labels,
    modalities: present.join(' + ') || 'none',
  };
}

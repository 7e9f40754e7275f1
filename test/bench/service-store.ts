import { createHash } from 'node:crypto';
import type { EmbeddingSpace } from '../../src/core/embedding.js';
import { contentHash, videoId } from '../../src/core/ids.js';
import type { VideoRecord } from '../../src/core/record.js';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { normalised } from '../../src/math/vector.js';
import { openStore } from '../../src/store/open-store.js';

const CENTRES = 500;
const SPREAD = 0.7;
const ROWS_PER_COMMIT = 5000;
const FIRST_DAY_MS = 1_700_000_000_000;

export interface ServiceStoreOptions {
  /** Of a store with a model; when it has the wanted number of synthetic rows it is taken as it is. */
  readonly folder: string;
  readonly videos: number;
  readonly seed: number;
}

/**
 * Adds synthetic videos to a store, whose unit tokens are a mixture of 500 clusters in the space of its model. There are
 * no files behind them, so nothing is ever made of them again. @returns their ids
 */
export async function serviceStore(options: ServiceStoreOptions): Promise<readonly string[]> {
  const { folder, videos, seed } = options;
  const ids = Array.from({ length: videos }, (_, index) => idOf(index));
  const store = await openStore({
    folder,
    mode: 'write',
    command: 'bench',
    clock: Date.now,
    logger: silentLogger,
  });
  try {
    if ((await store.videos.count("batch = 'bench'")) === videos) return ids;
    const [id] = [...(await store.videos.spaceCounts()).keys()].filter((known) => known !== null);
    const dimension = store.schema.tokenDimension;
    if (id === undefined) throw new Error(`The store in ${folder} has no model yet.`);
    const space: EmbeddingSpace = {
      id,
      dimension,
      metric: 'cosine',
      modelHash: '0'.repeat(64),
      extractors: '',
    };
    const random = new Random(seed);
    const gaussian = (): Float32Array => Float32Array.from({ length: dimension }, () => random.normal());
    const centres = Array.from({ length: CENTRES }, gaussian);
    for (let start = 0; start < videos; start += ROWS_PER_COMMIT) {
      const page = ids.slice(start, start + ROWS_PER_COMMIT).map((_, offset) => {
        const cluster = random.below(CENTRES);
        const centre = centres[cluster] as Float32Array;
        const token = normalised(centre.map((value) => value + SPREAD * random.normal()));
        return record({ index: start + offset, cluster, token, space });
      });
      await store.videos.upsert(page, space);
    }
    await store.videos.maintain();
    return ids;
  } finally {
    await store.close();
  }
}

function record({
  index,
  cluster,
  token,
  space,
}: {
  readonly index: number;
  readonly cluster: number;
  readonly token: Float32Array;
  readonly space: EmbeddingSpace;
}): VideoRecord {
  const id = idOf(index);
  return {
    id: videoId(id),
    contentHash: contentHash(createHash('sha256').update(id).digest('hex')),
    uri: `import://bench/${id}`,
    sizeBytes: 0,
    title: `Synthetic video ${index}`,
    tags: [`tag-${index % 40}`, `theme-${cluster % 12}`],
    labels: { group: String(index % 50) },
    metadata: {},
    description: {
      text: `A synthetic video of theme ${cluster}: somebody does thing ${index % 997} at place ${index % 313}. `.repeat(
        3,
      ),
      describerId: 'signal',
      promptHash: 'none',
    },
    token,
    spaceId: space.id,
    pooled: {},
    contentClusterId: cluster,
    tokenClusterId: cluster,
    batch: 'bench',
    createdAtMs: FIRST_DAY_MS + index * 1000,
    updatedAtMs: FIRST_DAY_MS + index * 1000,
  };
}

function idOf(index: number): string {
  return `video-${String(index).padStart(9, '0')}`;
}

import type { TrainingExample } from '../../models/video-token/training-data.js';
import { defaultVideoId } from '../../src/core/ids.js';
import type { VideoStore } from '../../src/core/store.js';

const PAGE_SIZE = 256;

/**
 * Reads described videos with their stored features. When there are more than `limit`, the ones with the
 * smallest content hashes are taken: a fixed pseudo-random sample that does not depend on the order of arrival.
 */
export async function loadExamples(options: {
  readonly store: VideoStore;
  readonly limit: number;
  readonly signal: AbortSignal;
}): Promise<TrainingExample[]> {
  const { store, limit, signal } = options;
  const chosen = await chooseHashes(store, limit);
  const examples: TrainingExample[] = [];
  for (let start = 0; start < chosen.length; start += PAGE_SIZE) {
    signal.throwIfAborted();
    const page = chosen.slice(start, start + PAGE_SIZE);
    const features = await store.features.get(page.map((row) => row.contentHash));
    for (const video of page) {
      const sequences = features.get(video.contentHash);
      if (sequences !== undefined) examples.push({ ...video, sequences });
    }
  }
  return examples;
}

type DescribedVideo = Omit<TrainingExample, 'sequences'>;

async function chooseHashes(store: VideoStore, limit: number): Promise<DescribedVideo[]> {
  let described: DescribedVideo[] = [];
  const keepSmallest = () => {
    described.sort((left, right) => (left.contentHash < right.contentHash ? -1 : 1));
    described = described.slice(0, limit);
  };
  for await (const rows of store.videos.scanVectors({ where: 'description IS NOT NULL' })) {
    for (const { id, contentHash, description, labels } of rows) {
      if (description === undefined) continue;
      // A row whose manifest gave no id has the default one.
      const manifestId = id === defaultVideoId(contentHash) ? {} : { manifestId: id };
      described.push({ contentHash, description, labels, ...manifestId });
    }
    if (described.length > 2 * limit) keepSmallest();
  }
  keepSmallest();
  return described;
}

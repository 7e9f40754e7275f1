import { createExtractor, SIGNAL_EXTRACTOR_IDS } from '../../src/features/registry.js';
import type { LanceVideoStore } from '../../src/store/open-store.js';
import { makeClip } from './clips.js';
import { openTestStore, testRecord } from './store-fixtures.js';

/**
 * A store as `embed` leaves it, with rows that wait for a description. All rows show the same small real clip, so that
 * describers really decode; titles and content hashes differ.
 *
 * @returns the open store; the caller closes it
 */
export async function storeOfUndescribed(options: {
  readonly folder: string;
  readonly count: number;
}): Promise<LanceVideoStore> {
  const { folder, count } = options;
  const clip = makeClip({ folder, name: 'clip.mp4', picture: 'testsrc2=s=96x64:r=5', seconds: 1 });
  const extractors = await Promise.all(
    SIGNAL_EXTRACTOR_IDS.map((id) => createExtractor(id, { weightsFolder: folder, threads: 1 })),
  );
  const schema = { extractors: extractors.map(({ spec }) => spec), tokenDimension: 8 };
  const store = await openTestStore(folder, { schema });
  const records = Array.from({ length: count }, (_, index) => {
    const {
      description: _description,
      providedDescription: _provided,
      ...record
    } = testRecord(clipName(index));
    return {
      ...record,
      uri: clip,
      title: `The film of ${clipName(index)}`,
      tags: [],
      pooled: {},
      info: {
        container: 'mov,mp4',
        durationSeconds: 1,
        video: { codec: 'h264', width: 96, height: 64, rotationDegrees: 0 },
      },
    };
  });
  await store.videos.upsert(records, undefined);
  return store;
}

/** A name that a test server can find again in a prompt. */
export function clipName(index: number): string {
  return `clip-${String(index).padStart(3, '0')}`;
}

import type { VideoRecord } from '../../src/core/record.js';
import { openTestStore } from './store-fixtures.js';

export async function countVideos(folder: string, where?: string): Promise<number> {
  const store = await openTestStore(folder, { mode: 'read' });
  try {
    return await store.videos.count(where);
  } finally {
    await store.close();
  }
}

/** The stored video with the smallest id. */
export async function anyVideo(folder: string): Promise<VideoRecord> {
  const store = await openTestStore(folder, { mode: 'read' });
  try {
    for await (const [record] of store.videos.scan({ pageSize: 1 })) if (record !== undefined) return record;
    throw new Error(`There is no video in ${folder}.`);
  } finally {
    await store.close();
  }
}

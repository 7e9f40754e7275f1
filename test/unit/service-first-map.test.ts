import { describe, expect, it } from 'vitest';
import { spaceId } from '../../src/core/ids.js';
import { silentLogger } from '../../src/core/runtime.js';
import type { Job } from '../../src/service/contract/job.js';
import { createFirstMap } from '../../src/service/platform/first-map.js';

/** What asks for the first map, over parts whose state the test sets. */
function withParts() {
  const state = {
    space: 'space-a',
    withToken: 36,
    hasMap: false,
    isFull: false,
    running: [] as Job['kind'][],
  };
  const added: string[] = [];
  const ask = createFirstMap({
    library: {
      state: () => ({
        ...{ videos: 36, withToken: state.withToken, contentClusters: 0, canSearchByMeaning: false },
        ...{ index: 'memory', version: 1 },
        space: {
          ...{ id: spaceId(state.space), dimension: 8, metric: 'cosine' as const },
          ...{ modelHash: '', extractors: '' },
        },
      }),
    },
    maps: { isReady: async () => state.hasMap },
    jobs: {
      isFull: state.isFull,
      list: ({ state: wanted }) =>
        wanted === 'running' ? state.running.map((kind) => ({ kind }) as Job) : [],
      add: async ({ kind }) => {
        added.push(kind);
        return { id: 'job' } as Job;
      },
    },
    logger: silentLogger,
  });
  return { state, added, ask };
}

describe('the first map', () => {
  it('is asked for once for each space, also when the job fails', async () => {
    const { state, added, ask } = withParts();
    await ask();
    await ask();
    expect(added).toEqual(['map']);
    state.space = 'space-b';
    await ask();
    expect(added).toEqual(['map', 'map']);
  });

  it.each([
    ['there is one', { hasMap: true }],
    ['there are few videos', { withToken: 9 }],
    ['one is being computed', { running: ['map' as const] }],
  ])('is not asked for when %s', async (_when, changes) => {
    const { state, added, ask } = withParts();
    Object.assign(state, changes);
    await ask();
    expect(added).toEqual([]);
  });
});

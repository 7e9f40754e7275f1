import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type VideoId, videoId } from '../../src/core/ids.js';
import type { VideoRecord } from '../../src/core/record.js';
import { Random } from '../../src/math/random.js';
import { cosine, normalised } from '../../src/math/vector.js';
import type { Filter } from '../../src/service/filter/filter.js';
import { matchesFilter } from '../../src/service/filter/matches-filter.js';
import { createVideoLibrary } from '../../src/service/library/create-video-library.js';
import type { VideoLibrary } from '../../src/service/library/video-library.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { hashOf, openTestStore, testRecord, testSpace, tokenRecord } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const ORDERS = ['id', 'newest', 'oldest', 'longest', 'shortest'] as const;
const DIMENSION = 8;
const NO_FILTER: Filter = { kind: 'and', parts: [] };
const FILTERS: Readonly<Record<string, Filter>> = {
  'a number below another': { kind: 'number', field: 'duration', operator: '<', value: 5 },
  'a tag and not a cluster': {
    kind: 'and',
    parts: [
      { kind: 'text', field: 'tag', operator: '=', value: 'even' },
      { kind: 'not', part: { kind: 'number-in', field: 'cluster', values: [1, 2] } },
    ],
  },
  'one of two labels, or no sound': {
    kind: 'or',
    parts: [
      { kind: 'label-in', name: 'kind', values: ["it's", 'b'] },
      { kind: 'not', part: { kind: 'has', what: 'sound' } },
    ],
  },
  'when it came': { kind: 'number', field: 'created', operator: '>=', value: 1_700_000_000_020 },
  nothing: { kind: 'text', field: 'id', operator: '=', value: 'nobody' },
};

const random = new Random(4);
const someToken = (): Float32Array =>
  normalised(Float32Array.from({ length: DIMENSION }, () => random.normal()));

/** Sixty videos with everything that may be unknown unknown in some, and some exact duplicates of tokens. */
function records(): VideoRecord[] {
  const twin = someToken();
  return Array.from({ length: 60 }, (_, index) => {
    const name = `video-${String((index * 37) % 60).padStart(2, '0')}`;
    const changes: Partial<VideoRecord> = {
      tags: index % 2 === 0 ? ['even', 'all'] : ['all'],
      labels: { kind: index % 3 === 0 ? "it's" : index % 3 === 1 ? 'b' : 'c' },
      createdAtMs: 1_700_000_000_000 + (index % 30),
      description: { text: 'x'.repeat(index * 20), describerId: 'signal', promptHash: '0'.repeat(16) },
      info: {
        container: 'mp4',
        ...(index % 7 === 0 ? {} : { durationSeconds: index % 10 }),
        video: { codec: 'h264', width: 720, height: 1280, rotationDegrees: 0 },
        ...(index % 4 === 0 ? {} : { audio: { codec: 'aac' } }),
      },
      ...(index % 5 === 0 ? {} : { contentClusterId: index % 5 }),
    };
    if (index % 6 === 5) return testRecord(name, changes);
    return tokenRecord(name, index % 8 === 0 ? twin : someToken(), changes);
  });
}

const stored = records();

describe.each([
  ['in memory', 'memory', 1000],
  ['over the tables', 'lancedb', 10],
] as const)('the library of videos %s', (_, index, videosInMemory) => {
  let folder: string;
  let library: VideoLibrary;
  let summaries: ReadonlyMap<VideoId, VideoRecord>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vidtoken-library-'));
    const store = await openTestStore(folder);
    await store.videos.upsert(stored, testSpace());
    await store.close();
    library = await createVideoLibrary({ context: pipelineContext(folder), videosInMemory });
    summaries = new Map(stored.map((record) => [record.id, record]));
  });
  afterAll(async () => {
    await library.close();
    await rm(folder, { recursive: true });
  });

  it('says what it shows', () => {
    expect(library.state()).toMatchObject({
      videos: 60,
      withToken: 50,
      space: { id: testSpace().id, dimension: DIMENSION, metric: 'cosine' },
      canSearchByMeaning: false,
      index,
    });
  });

  it('shows videos in the order in which they are asked for, and leaves out unknown ones', async () => {
    const ids = ['video-07', 'nobody', 'video-03', 'video-07'].map(videoId);
    const found = await library.summaries(ids);
    expect(found.map(({ id }) => id)).toEqual(['video-07', 'video-03', 'video-07']);
    const record = summaries.get(videoId('video-07')) as VideoRecord;
    expect(found[0]).toEqual({
      id: record.id,
      uri: record.uri,
      title: record.title,
      description: record.description?.text.slice(0, 400),
      tags: record.tags,
      labels: record.labels,
      durationSeconds: record.info?.durationSeconds ?? null,
      width: 720,
      height: 1280,
      hasSound: record.info?.audio !== undefined,
      hasMedia: true,
      hasToken: record.token !== undefined,
      clusterId: record.contentClusterId ?? null,
      tokenClusterId: null,
      createdAt: new Date(record.createdAtMs).toISOString(),
    });
  });

  it.each(ORDERS)('pages through all videos once, by %s', async (order) => {
    for (const filter of [undefined, FILTERS['a tag and not a cluster'] as Filter]) {
      const found: string[] = [];
      const narrowed = filter === undefined ? {} : { filter };
      for (let page = await library.page({ order, limit: 7, ...narrowed }); ; ) {
        found.push(...page.videos.map(({ id }) => id));
        expect(page.total).toBe(matching(filter).length);
        if (page.isLast) break;
        const after = page.videos.at(-1)?.id as VideoId;
        page = await library.page({ order, limit: 7, after, ...narrowed });
      }
      expect(found).toEqual(
        matching(filter)
          .sort(byOrder(order))
          .map(({ id }) => id),
      );
    }
  });

  it('goes on after an id that is gone when it sorts by id, and says so otherwise', async () => {
    const after = videoId('video-07x');
    const { videos } = await library.page({ order: 'id', limit: 1, after });
    expect(videos.map(({ id }) => id)).toEqual(['video-08']);
    await expect(library.page({ order: 'newest', limit: 1, after })).rejects.toMatchObject({
      code: 'invalid-cursor',
    });
  });

  it.each(Object.entries(FILTERS))('narrows lists and searches: %s', async (_name, filter) => {
    const wanted = matching(filter).map(({ id }) => id);
    const { videos, total } = await library.page({ order: 'id', limit: 100, filter });
    expect(videos.map(({ id }) => id)).toEqual(wanted);
    expect(total).toBe(wanted.length);
    const vector = someToken();
    expect(await library.nearest({ vector, limit: 9, filter })).toEqual(
      bruteForce({ vector, limit: 9, filter }),
    );
  });

  it('finds what comparing one by one finds, equal ones in the order of their ids', async () => {
    for (let round = 0; round < 10; round += 1) {
      const vector = round === 0 ? (stored[0]?.token as Float32Array) : someToken().map((value) => 3 * value);
      for (const limit of [1, 4, 100]) {
        expect(await library.nearest({ vector, limit, exact: true })).toEqual(bruteForce({ vector, limit }));
      }
    }
  });

  it('leaves out contents that must not come back', async () => {
    const vector = someToken();
    const [first, second, third] = bruteForce({ vector, limit: 3 });
    const excludeHashes = [hashOf(first?.id as string), hashOf(second?.id as string), hashOf('nobody')];
    expect((await library.nearest({ vector, limit: 1, excludeHashes }))[0]).toEqual(third);
  });

  it('refuses vectors that cannot be compared', async () => {
    for (const vector of [
      new Float32Array(DIMENSION),
      new Float32Array(3).fill(1),
      new Float32Array(8).fill(NaN),
    ]) {
      await expect(library.nearest({ vector, limit: 1 })).rejects.toMatchObject({ code: 'invalid-value' });
    }
  });

  it('gives tokens and content hashes by id', async () => {
    const [withToken, without] = [stored[0], stored[5]] as [VideoRecord, VideoRecord];
    const tokens = await library.tokens([withToken.id, without.id, videoId('nobody')]);
    expect([...tokens]).toEqual([[withToken.id, withToken.token]]);
    expect(await library.contentHash(withToken.id)).toBe(withToken.contentHash);
    expect(await library.contentHash(videoId('nobody'))).toBeUndefined();
  });

  it('counts what lists can be narrowed by', async () => {
    const facets = await library.facets();
    expect(facets).toMatchObject({
      videos: 60,
      tags: [
        { value: 'all', videos: 60 },
        { value: 'even', videos: 30 },
      ],
      clusters: [1, 2, 3, 4].map((id) => ({ id, videos: 12 })),
      tokenClusters: [],
      durationSeconds: { least: 0, most: 9 },
    });
    expect(facets.labels.kind).toEqual(['b', 'c', "it's"].map((value) => ({ value, videos: 20 })));
  });
});

describe('a library whose store changes', () => {
  const libraries: VideoLibrary[] = [];
  afterEach(async () => {
    for (const library of libraries.splice(0)) await library.close();
  });
  const open = async (videosInMemory = 1000) => {
    const folder = await temporaryFolder();
    const library = await createVideoLibrary({ context: pipelineContext(folder), videosInMemory });
    libraries.push(library);
    const write = async (work: (store: Awaited<ReturnType<typeof openTestStore>>) => Promise<unknown>) => {
      const store = await openTestStore(folder);
      await work(store);
      await store.close();
    };
    const idsNear = async (vector: Float32Array) =>
      (await library.nearest({ vector, limit: 99 })).map(({ id }) => id as string);
    return { library, write, idsNear };
  };
  const axis = (at: number): Float32Array => new Float32Array(DIMENSION).fill(0).fill(1, at, at + 1);

  it.each([1000, 0])(
    'is empty until there is a store, then until there is a token (%s in memory)',
    async (most) => {
      const { library, write } = await open(most);
      expect(library.state()).toMatchObject({ videos: 0, space: undefined });
      expect(await library.page({ order: 'id', limit: 5 })).toEqual({ videos: [], total: 0, isLast: true });
      await expect(library.nearest({ vector: axis(0), limit: 1 })).rejects.toMatchObject({
        code: 'no-model',
      });
      await expect(library.read(async () => 1)).rejects.toMatchObject({ code: 'configuration' });
      await write((store) => store.videos.upsert([testRecord('a')], undefined));
      await library.refresh();
      expect(library.state()).toMatchObject({ videos: 1, withToken: 0, space: undefined });
      expect(await library.read((store) => store.videos.count())).toBe(1);
      await write((store) => store.videos.upsert([tokenRecord('a', axis(0))], testSpace()));
      await library.refresh();
      expect(library.state()).toMatchObject({ videos: 1, withToken: 1, space: { id: testSpace().id } });
    },
  );

  it.each([1000, 0])('shows what was added, changed and deleted (%s in memory)', async (most) => {
    const { library, write, idsNear } = await open(most);
    await write((store) =>
      store.videos.upsert(
        [tokenRecord('a', axis(0)), tokenRecord('b', axis(1)), tokenRecord('c', axis(2))],
        testSpace(),
      ),
    );
    await library.refresh();
    await write(async (store) => {
      const later = { updatedAtMs: 1_700_000_009_000 };
      await store.videos.delete([videoId('a')]);
      await store.videos.upsert(
        [tokenRecord('b', axis(3), { ...later, tags: ['new'] }), tokenRecord('d', axis(4), later)],
        testSpace(),
      );
      await store.videos.setClusters('content', new Map([[hashOf('c'), 7]]));
    });
    // The tables are read as they are; memory shows its version until it is told to look.
    if (most > 0) expect(await idsNear(axis(1))).toEqual(['b', 'a', 'c']);
    await library.refresh();
    expect(library.state()).toMatchObject({ videos: 3, withToken: 3 });
    expect((await idsNear(axis(3))).slice(0, 1)).toEqual(['b']);
    expect((await idsNear(axis(1))).toSorted()).toEqual(['b', 'c', 'd']);
    const all = await library.summaries(['a', 'b', 'c', 'd'].map(videoId));
    expect(all.map(({ id, tags, clusterId }) => [id, tags[0], clusterId])).toEqual([
      ['b', 'new', null],
      ['c', 'tag', 7],
      ['d', 'tag', null],
    ]);
  });

  it.each([1000, 0])(
    'changes to the space of the new tokens, also of another width (%s in memory)',
    async (most) => {
      const { library, write, idsNear } = await open(most);
      await write((store) =>
        store.videos.upsert(
          ['a', 'b', 'c'].map((name, at) => tokenRecord(name, axis(at))),
          testSpace(),
        ),
      );
      await library.refresh();
      const next = testSpace('space-b');
      const renew = (name: string, at: number) =>
        tokenRecord(name, axis(at + 3), { spaceId: next.id, updatedAtMs: 1_700_000_009_000 });
      await write((store) => store.videos.upsert([renew('a', 0)], next));
      await library.refresh();
      expect(library.state()).toMatchObject({ withToken: 2, space: { id: 'space-a' } });
      expect(await idsNear(axis(1))).toEqual(['b', 'c']);
      await write((store) => store.videos.upsert([renew('b', 1), renew('c', 2)], next));
      await library.refresh();
      expect(library.state()).toMatchObject({ withToken: 3, space: { id: 'space-b' } });
      expect((await idsNear(axis(4)))[0]).toBe('b');
      const wide = testSpace('space-c', 12);
      await write((store) =>
        store.videos.upsert([tokenRecord('a', new Float32Array(12).fill(1), { spaceId: wide.id })], wide),
      );
      await library.refresh();
      expect(library.state()).toMatchObject({
        videos: 3,
        withToken: 1,
        space: { id: 'space-c', dimension: 12 },
      });
      expect(await idsNear(new Float32Array(12).fill(1))).toEqual(['a']);
    },
  );

  it('keeps one gallery while few videos change, with the rows of Algorithm 1 that count', async () => {
    const { library, write } = await open();
    await write((store) =>
      store.videos.upsert(
        ['a', 'b', 'c'].map((name, at) => tokenRecord(name, axis(at))),
        testSpace(),
      ),
    );
    await library.refresh();
    const before = library.candidates();
    expect(before?.rows).toBeUndefined();
    await write((store) =>
      store.videos.upsert([tokenRecord('b', axis(5), { updatedAtMs: 1_700_000_009_000 })], testSpace()),
    );
    await library.refresh();
    const after = library.candidates();
    expect(after?.gallery).toBe(before?.gallery);
    const rows = after?.rows ?? [];
    expect(rows.map((row) => after?.itemIds[row]).toSorted()).toEqual(['a', 'b', 'c']);
    const rowOfB = rows.find((row) => after?.itemIds[row] === 'b') as number;
    expect(after?.gallery.token(rowOfB)).toEqual(axis(5));
  });
});

function matching(filter: Filter | undefined): VideoRecord[] {
  return stored
    .filter((record) =>
      matchesFilter(filter ?? NO_FILTER, {
        id: record.id,
        title: record.title ?? null,
        durationSeconds: record.info?.durationSeconds ?? null,
        width: 720,
        height: 1280,
        hasSound: record.info?.audio !== undefined,
        hasMedia: true,
        hasToken: record.token !== undefined,
        hasDescription: true,
        clusterId: record.contentClusterId ?? null,
        tokenClusterId: null,
        tags: record.tags,
        labels: record.labels,
        describer: 'signal',
        createdAtMs: record.createdAtMs,
      }),
    )
    .sort((left, right) => (left.id < right.id ? -1 : 1));
}

function byOrder(order: (typeof ORDERS)[number]): (left: VideoRecord, right: VideoRecord) => number {
  const last = Number.POSITIVE_INFINITY;
  const keyOf = {
    id: () => 0,
    newest: (record: VideoRecord) => -record.createdAtMs,
    oldest: (record: VideoRecord) => record.createdAtMs,
    longest: (record: VideoRecord) => -(record.info?.durationSeconds ?? -last),
    shortest: (record: VideoRecord) => record.info?.durationSeconds ?? last,
  }[order];
  return (left, right) => {
    const difference = keyOf(left) - keyOf(right);
    return difference === 0 || Number.isNaN(difference) ? (left.id < right.id ? -1 : 1) : difference;
  };
}

function bruteForce({
  vector,
  limit,
  filter,
}: {
  readonly vector: Float32Array;
  readonly limit: number;
  readonly filter?: Filter;
}) {
  return matching(filter)
    .flatMap(({ id, token }) => (token === undefined ? [] : [{ id, score: cosine(vector, token) }]))
    .sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1))
    .slice(0, limit);
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VidtokenError } from '../../src/core/errors.js';
import type { VideoRecord } from '../../src/core/record.js';
import { Random } from '../../src/math/random.js';
import { cosine } from '../../src/math/vector.js';
import type { HitPage } from '../../src/service/contract/video.js';
import { ProblemError } from '../../src/service/problem-error.js';
import { sourceOfText } from '../../src/service/search/text-source.js';
import {
  openSearchedService,
  SEMANTIC_SCHEMA,
  searchedService,
  WORD_WIDTH,
} from '../support/searched-service.js';
import { testRecord, testSpace, tokenRecord } from '../support/store-fixtures.js';

const random = new Random(11);
const vector = (width: number): Float32Array => Float32Array.from({ length: width }, () => random.normal());
const unit = (width: number): Float32Array => {
  const values = vector(width);
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return values.map((value) => value / length);
};

const WORDS = ['cat', 'dog', 'sea', 'hill', 'drum', 'train', 'snow', 'bread'];

/** Two words each, a token each but for every tenth, a vector to compare with words. */
const RECORDS = Array.from({ length: 60 }, (_, index): VideoRecord => {
  const name = `v${String(index).padStart(2, '0')}`;
  const [first, second] = [WORDS[index % 8], WORDS[(index >> 3) % 8]];
  const changes: Partial<VideoRecord> = {
    title: first === undefined ? '' : `Clip ${index}`,
    tags: [index % 3 === 0 ? 'third' : 'other'],
    labels: { kind: index % 2 === 0 ? 'even' : 'odd' },
    description: {
      text: `A ${first} and a ${second} are seen here.`,
      describerId: 'test',
      promptHash: 'none',
    },
    contentClusterId: index % 4,
    semantic: vector(WORD_WIDTH),
    pooled: index % 5 === 0 ? {} : { visual: vector(4), audio: vector(2) },
  };
  return index % 10 === 9 ? testRecord(name, changes) : tokenRecord(name, unit(8), changes);
}).map((record) => ({ ...record, pooled: record.pooled.visual === undefined ? {} : { ...record.pooled } }));

const tokenOf = (id: string): Float32Array =>
  RECORDS.find((record) => record.id === id)?.token as Float32Array;

/** Every token compared, in plain code. */
function nearest(query: ArrayLike<number>, keep: (record: VideoRecord) => boolean = () => true) {
  return RECORDS.filter(keep)
    .flatMap(({ id, token }) => (token === undefined ? [] : [{ id, score: cosine(query, token) }]))
    .sort((left, right) => right.score - left.score);
}

const idsOf = ({ hits }: HitPage): string[] => hits.map(({ video }) => video.id);

async function search(app: FastifyInstance, payload: object): Promise<HitPage> {
  const response = await app.inject({ method: 'POST', url: '/v1/search', payload });
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

async function problem(app: FastifyInstance, payload: object) {
  const response = await app.inject({ method: 'POST', url: '/v1/search', payload });
  expect(response.headers['content-type']).toContain('application/problem+json');
  return response.json();
}

/** Follows the cursors to the end. */
async function walk(app: FastifyInstance, payload: object): Promise<HitPage[]> {
  const pages = [await search(app, payload)];
  for (let cursor = pages[0]?.nextCursor; cursor !== null; cursor = pages.at(-1)?.nextCursor) {
    pages.push(await search(app, { ...payload, cursor }));
  }
  return pages;
}

/** One service for all tests of a group, which only read. */
function sharedService(
  options: Omit<Parameters<typeof openSearchedService>[1], 'records'>,
): () => FastifyInstance {
  let opened: Awaited<ReturnType<typeof openSearchedService>>;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vidtoken-test-'));
    opened = await openSearchedService(folder, { records: RECORDS, ...options });
  });
  afterAll(async () => {
    await opened.close();
    await rm(folder, { recursive: true, force: true });
  });
  return () => opened.app;
}

describe.each([
  ['in memory', 1_000_000],
  ['in the tables', 0],
])('a search by token %s', (_place, videosInMemory) => {
  const shared = sharedService({ videosInMemory });

  it('finds what an exhaustive comparison finds, by id, vector and address', async () => {
    const app = shared();
    const expected = nearest(tokenOf('v03'), ({ id }) => id !== 'v03').slice(0, 7);
    const byId = await search(app, { videoId: 'v03', k: 7 });
    expect(byId).toMatchObject({ mode: 'token', spaceId: testSpace().id });
    expect(idsOf(byId)).toEqual(expected.map(({ id }) => id));
    byId.hits.forEach(({ score }, index) => {
      expect(score).toBeCloseTo(expected[index]?.score as number, 5);
    });
    const byAddress = await app.inject('/v1/videos/v03/similar?k=7');
    expect(byAddress.json()).toEqual({ ...byId, nextCursor: byAddress.json().nextCursor });
    // A vector may have any length, and finds the video that it was taken from.
    const byVector = await search(app, {
      vector: [...tokenOf('v03')].map((value) => value * 1000),
      k: 8,
      exact: true,
    });
    expect(idsOf(byVector)).toEqual(['v03', ...expected.map(({ id }) => id)]);
    expect(byVector.exact).toBe(true);
  });

  it('applies a filter before it counts the hits', async () => {
    const app = shared();
    const where = 'tag = "third" and not (cluster = 0 or label.kind = "odd")';
    const expected = nearest(
      tokenOf('v03'),
      ({ id, tags, labels, contentClusterId }) =>
        id !== 'v03' && tags.includes('third') && contentClusterId !== 0 && labels.kind === 'even',
    );
    expect(expected.length).toBeGreaterThan(2);
    expect(idsOf(await search(app, { videoId: 'v03', where, k: 50 }))).toEqual(expected.map(({ id }) => id));
  });

  it('gives every hit exactly once over its pages', async () => {
    const app = shared();
    const pages = await walk(app, { videoId: 'v03', k: 11 });
    expect(pages.map(({ hits }) => hits.length)).toEqual([11, 11, 11, 11, 9]);
    expect(pages.flatMap(idsOf)).toEqual(
      nearest(tokenOf('v03'), ({ id }) => id !== 'v03').map(({ id }) => id),
    );
  });

  it('ranks by marginal relevance, from similarity alone to novelty alone', async () => {
    const app = shared();
    for (const diversify of [0, 0.4, 1]) {
      const pages = await walk(app, { videoId: 'v03', k: 13, diversify });
      expect(pages.flatMap(idsOf)).toEqual(greedyOrder('v03', diversify));
    }
  });
});

/** The definition, with every maximum taken anew. */
function greedyOrder(id: string, diversify: number): string[] {
  const left = nearest(tokenOf(id), (record) => record.id !== id);
  const chosen: string[] = [];
  while (left.length > 0) {
    const values = left.map((hit) => {
      if (chosen.length === 0) return hit.score;
      const closest = Math.max(...chosen.map((other) => cosine(tokenOf(hit.id), tokenOf(other))));
      return (1 - diversify) * hit.score - diversify * closest;
    });
    const [best] = left.splice(values.indexOf(Math.max(...values)), 1);
    chosen.push(best?.id as string);
  }
  return chosen;
}

describe('a search by words', () => {
  const query = unit(WORD_WIDTH);
  const byMeaning = RECORDS.map(({ id, semantic }) => ({
    id,
    score: cosine(query, semantic as Float32Array),
  })).sort((left, right) => right.score - left.score);
  const withWords = { schema: SEMANTIC_SCHEMA, encoder: { embedWords: async () => query } };
  const shared = sharedService({});
  const sharedWithWords = sharedService(withWords);

  it('is full-text without a text tower, and says so', async () => {
    const app = shared();
    const page = await search(app, { text: 'drum', k: 50 });
    expect(page).toMatchObject({ mode: 'words', spaceId: null, exact: false, nextCursor: null });
    const expected = RECORDS.filter(({ description }) => description?.text.includes('drum')).map(
      ({ id }) => id,
    );
    expect(idsOf(page).sort()).toEqual(expected);
    expect(await search(app, { text: '"); DROP TABLE videos; --' })).toMatchObject({ hits: [] });
  });

  it('is by meaning where asked for, with filter and pages', async () => {
    const app = sharedWithWords();
    const pages = await walk(app, { text: 'anything', mode: 'semantic', k: 9, where: 'label.kind = "odd"' });
    const expected = byMeaning.filter(({ id }) => Number(id.slice(1)) % 2 === 1);
    expect(pages.flatMap(idsOf)).toEqual(expected.map(({ id }) => id));
    expect(pages[0]).toMatchObject({ mode: 'semantic' });
  });

  it('fuses both rankings by reciprocal rank on its own where there is a text tower', async () => {
    const app = sharedWithWords();
    const wordPage = await search(app, { text: 'drum snow', mode: 'words', k: 100 });
    const scores = new Map(byMeaning.map(({ id }, index) => [id as string, 1 / (61 + index)]));
    for (const [index, id] of idsOf(wordPage).entries()) {
      scores.set(id, (scores.get(id) as number) + 1 / (61 + index));
    }
    const expected = [...scores].sort(
      ([leftId, left], [rightId, right]) => right - left || (leftId < rightId ? -1 : 1),
    );
    const pages = await walk(app, { text: 'drum snow', k: 20 });
    expect(pages.map(({ mode }) => mode)).toEqual(['hybrid', 'hybrid', 'hybrid']);
    expect(pages.flatMap(({ hits }) => hits).map(({ video, score }) => [video.id, score])).toEqual(expected);
  });

  it('goes on with words alone while the encoder is busy, but not in the middle of a list', async () => {
    let isBusy = false;
    const embedWords = async () => {
      if (isBusy) throw new ProblemError({ status: 503, code: 'queue-full', message: 'busy' });
      return query;
    };
    const { app } = await searchedService({ ...withWords, records: RECORDS, encoder: { embedWords } });
    const { nextCursor } = await search(app, { text: 'drum', k: 3 });
    isBusy = true;
    expect(await search(app, { text: 'drum', k: 3 })).toMatchObject({ mode: 'words' });
    expect(await problem(app, { text: 'drum', k: 3, mode: 'hybrid' })).toMatchObject({ code: 'queue-full' });
    expect(await problem(app, { text: 'drum', k: 3, cursor: nextCursor })).toMatchObject({
      code: 'queue-full',
    });
  });

  it('does not wait for a slow model, but for one that is asked for', async () => {
    let asked = 0;
    const embedWords = (_words: string, signal: AbortSignal) =>
      new Promise<Float32Array>((_resolve, reject) => {
        asked += 1;
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    const records = RECORDS.slice(0, 3);
    const { service } = await searchedService({ ...withWords, records, encoder: { embedWords } });
    const given = { text: 'drum', earlierMode: undefined, filter: undefined, patienceMs: 1 };
    const gone = new AbortController();
    const patient = sourceOfText(service, { ...given, mode: 'hybrid', signal: gone.signal });
    const source = await sourceOfText(service, { ...given, mode: 'auto', signal: gone.signal });
    expect(source.mode).toBe('words');
    gone.abort(new Error('the caller is gone'));
    await expect(patient).rejects.toThrow('the caller is gone');
    expect(asked).toBe(2);
  });

  it('goes on with words when the weights of the model are missing', async () => {
    const embedWords = async () => {
      throw new VidtokenError({ code: 'weights-missing', message: 'no weights' });
    };
    const { app } = await searchedService({ ...withWords, records: RECORDS, encoder: { embedWords } });
    expect(await search(app, { text: 'drum' })).toMatchObject({ mode: 'words' });
    expect(await problem(app, { text: 'drum', mode: 'semantic' })).toMatchObject({ code: 'weights-missing' });
  });

  it('can be diversified, videos without a token included', async () => {
    const app = shared();
    const plain = await search(app, { text: 'drum', k: 50 });
    const varied = await search(app, { text: 'drum', k: 50, diversify: 0.7 });
    expect(idsOf(varied)[0]).toBe(idsOf(plain)[0]);
    expect(idsOf(varied)).not.toEqual(idsOf(plain));
    expect(idsOf(varied).sort()).toEqual(idsOf(plain).sort());
  });

  it('is refused by meaning where no vectors can be compared with words', async () => {
    const app = shared();
    for (const mode of ['semantic', 'hybrid']) {
      const answer = await problem(app, { text: 'cat', mode });
      expect(answer).toMatchObject({ status: 409, code: 'not-available' });
      expect(answer.hint).toContain('"words"');
    }
  });
});

describe('a search by a picture', () => {
  const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

  it('compares the visual vectors, with a filter too', async () => {
    const seen: Uint8Array[] = [];
    const wanted = RECORDS.find(({ pooled }) => pooled.visual !== undefined)?.pooled.visual as Float32Array;
    const embedPicture = async (picture: Uint8Array) => {
      seen.push(picture);
      return wanted;
    };
    const { app } = await searchedService({ records: RECORDS, encoder: { embedPicture } });
    const order = RECORDS.flatMap(({ id, pooled: { visual } }) =>
      visual === undefined ? [] : [{ id, similarity: cosine(wanted, visual) }],
    ).sort((left, right) => right.similarity - left.similarity);
    const page = await search(app, { frame: PNG.toString('base64'), k: 5 });
    expect(page.mode).toBe('visual');
    expect(page.hits.map(({ score }) => score)).toEqual(
      order.slice(0, 5).map(({ similarity }) => expect.closeTo(similarity, 5)),
    );
    const [first] = order;
    const others = await search(app, { frame: PNG.toString('base64'), k: 5, where: `id != "${first?.id}"` });
    expect(idsOf(others)).not.toContain(first?.id);
    expect(seen).toEqual([PNG, PNG]);
  });

  it('is refused for anything that is no picture', async () => {
    const { app } = await searchedService({ records: RECORDS });
    const text = Buffer.from('<svg onload=alert(1)>').toString('base64');
    expect(await problem(app, { frame: text })).toMatchObject({
      status: 415,
      code: 'unsupported-media-type',
    });
  });

  it('finds nothing where nothing is stored', async () => {
    const { app } = await searchedService({ records: [] });
    expect((await search(app, { frame: PNG.toString('base64') })).hits).toEqual([]);
  });
});

describe('reasons', () => {
  const shared = sharedService({});

  it('name shared rare words, the agreement of each modality and the cluster', async () => {
    const app = shared();
    const page = await search(app, { videoId: 'v01', k: 59, explain: true });
    const query = RECORDS[1] as VideoRecord;
    for (const { video, reason } of page.hits) {
      const hit = RECORDS.find(({ id }) => id === video.id) as VideoRecord;
      const shared = WORDS.filter((word) =>
        [query, hit].every(({ description }) => description?.text.includes(word)),
      );
      expect([...(reason?.sharedWords ?? [])].sort()).toEqual(shared.sort());
      expect(reason?.sameCluster).toBe(hit.contentClusterId === query.contentClusterId);
      const modalities = hit.pooled.visual === undefined ? [] : ['visual', 'audio'];
      expect(Object.keys(reason?.modalities ?? {}).sort()).toEqual([...modalities].sort());
      if (hit.pooled.visual !== undefined) {
        const expected = cosine(query.pooled.visual as Float32Array, hit.pooled.visual);
        expect(reason?.modalities.visual).toBeCloseTo(expected, 6);
      }
    }
    expect((await search(app, { videoId: 'v01', k: 2 })).hits[0]?.reason).toBeNull();
  });

  it('of a search by words are the words that were found; a vector has none', async () => {
    const app = shared();
    const page = await search(app, { text: 'the Drum, please', mode: 'words', explain: true, k: 3 });
    expect(page.hits[0]?.reason).toEqual({ sharedWords: ['drum'], modalities: {}, sameCluster: false });
    const byVector = await search(app, { vector: [...tokenOf('v01')], explain: true, k: 1 });
    expect(byVector.hits[0]?.reason).toBeNull();
  });
});

describe('a wrong search is refused', () => {
  const shared = sharedService({});

  it('without a known video, a token or a model', async () => {
    const app = shared();
    expect(await problem(app, { videoId: '../v01' })).toMatchObject({ status: 404, code: 'no-such-video' });
    expect(await problem(app, { videoId: 'v09' })).toMatchObject({ status: 409, code: 'conflict' });
    const missing = await app.inject('/v1/videos/%2e%2e%2fetc/similar');
    expect(missing.json()).toMatchObject({ status: 404, code: 'no-such-video' });
    const untrained = await searchedService({ records: [testRecord('a')] });
    for (const asked of [{ videoId: 'a' }, { vector: [1, 2] }]) {
      const answer = await problem(untrained.app, asked);
      expect(answer).toMatchObject({ status: 409, code: 'no-model' });
      expect(answer.hint).toContain('Add videos');
    }
  });

  it('with a vector that cannot be compared, naming the dimension', async () => {
    const app = shared();
    const wide = await problem(app, { vector: [1, 2, 3] });
    expect(wide).toMatchObject({ status: 400, code: 'invalid-request', errors: [{ path: 'vector' }] });
    expect(wide.detail).toContain('has 3 numbers; vectors of the space "space-a" have 8');
    for (const value of [0, 1e-60, 1e60]) {
      const answer = await problem(app, { vector: Array(8).fill(value) });
      expect(answer).toMatchObject({ status: 400, code: 'invalid-request', errors: [{ path: 'vector' }] });
    }
  });

  it('with a filter that cannot be read, whatever is searched by', async () => {
    const app = shared();
    for (const asked of [{ videoId: 'v01' }, { text: 'cat' }, { vector: [...tokenOf('v01')] }]) {
      const answer = await problem(app, { ...asked, where: "id = 'v01' OR 1=1 --" });
      expect(answer).toMatchObject({ status: 400, code: 'invalid-filter' });
    }
  });

  it('with a cursor of another request or a changed one', async () => {
    const app = shared();
    const { nextCursor } = await search(app, { videoId: 'v01', k: 3 });
    const place = JSON.parse(Buffer.from(nextCursor as string, 'base64url').toString());
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const asked of [
      { videoId: 'v02', k: 3, cursor: nextCursor },
      { videoId: 'v01', k: 4, cursor: nextCursor },
      { videoId: 'v01', k: 3, cursor: nextCursor, diversify: 0.5 },
      { videoId: 'v01', k: 3, cursor: encoded([{ ...place[0], offset: 6 }, place[1]]) },
      { videoId: 'v01', k: 3, cursor: encoded([{ ...place[0], offset: -1 }, place[1]]) },
      { videoId: 'v01', k: 3, cursor: encoded(null) },
      { videoId: 'v01', k: 3, cursor: 'not a cursor' },
    ]) {
      const answer = await problem(app, asked);
      expect(answer).toMatchObject({ status: 400, code: 'invalid-cursor', errors: [{ path: 'cursor' }] });
    }
    const foreign = await app.inject(`/v1/videos/v01/similar?k=3&cursor=${nextCursor}`);
    expect(foreign.json()).toMatchObject({ status: 400, code: 'invalid-cursor' });
  });

  it('finds nothing, without an error, in a folder without a store', async () => {
    const { app } = await searchedService({ records: [] });
    expect(await search(app, { text: 'cat', explain: true })).toMatchObject({ hits: [], nextCursor: null });
  });
});

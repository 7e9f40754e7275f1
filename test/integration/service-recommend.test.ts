import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteVideos } from '../../pipelines/delete.js';
import { mapVideos } from '../../pipelines/map.js';
import type { RecommendationAnswer } from '../../src/service/contract/recommend.js';
import { recommendation } from '../../src/service/contract/recommend.js';
import { type KnowingService, knowingService } from '../support/knowing-service.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { openTestStore } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { spaceRecord, tokenStore } from '../support/token-store.js';

/** Unit vectors in the plane of the first two axes, by their angle in degrees. */
const ANGLES: Readonly<Record<string, number>> = {
  east: 0,
  near: 10,
  also: 12,
  north: 90,
  west: 180,
  south: 270,
};

function token(degrees: number): number[] {
  const angle = (degrees * Math.PI) / 180;
  return [Math.cos(angle), Math.sin(angle), 0, 0, 0, 0, 0, 0];
}

let original = '';
beforeAll(async () => {
  original = await mkdtemp(join(tmpdir(), 'vidtoken-angles-'));
  await tokenStore(
    original,
    Object.entries(ANGLES).map(([name, degrees]) => spaceRecord(name, token(degrees))),
  );
});
afterAll(() => rm(original, { recursive: true, force: true }));

async function folderOfAngles(): Promise<string> {
  const folder = await temporaryFolder();
  await cp(original, folder, { recursive: true });
  return folder;
}

async function ask(
  app: FastifyInstance,
  body: object,
): Promise<{ readonly status: number; readonly answer: RecommendationAnswer; readonly code: string }> {
  const response = await app.inject({ method: 'POST', url: '/v1/recommend', payload: body });
  const answer: RecommendationAnswer & { code: string } = response.json();
  if (response.statusCode === 200) recommendation.parse(answer);
  return { status: response.statusCode, answer, code: answer.code };
}

function idsOf({ hits }: RecommendationAnswer): string[] {
  return hits.map(({ video }) => video.id);
}

function watch(app: FastifyInstance, events: readonly object[]) {
  return app.inject({ method: 'POST', url: '/v1/interactions', payload: { events } });
}

/** The same from memory and from the tables. */
describe.each([
  ['memory', 1000],
  ['the tables', 0],
])('POST /v1/recommend from %s', (_where, videosInMemory) => {
  const open = async (): Promise<KnowingService> =>
    knowingService(await folderOfAngles(), { videosInMemory });

  it('ranks what was not watched by the angle to the user vector', async () => {
    const { app } = await open();
    const { status, answer } = await ask(app, { history: [{ videoId: 'east', watchSeconds: 10 }] });
    expect(status).toBe(200);
    expect(idsOf(answer).slice(0, 3)).toEqual(['near', 'also', 'north']);
    expect(answer.hits[0]?.score).toBeCloseTo(Math.cos((10 * Math.PI) / 180), 5);
    expect(answer).toMatchObject({ branch: 'dreamumm', model: 'dreamumm', historyLength: 1 });
    expect(answer.hits[0]?.reasons).toContain('like east');
  });

  it('knows a watch in the very next request, and says how far the watches agree', async () => {
    const { app } = await open();
    await watch(app, [{ eventId: '1', userId: 'ann', videoId: 'west', watchSeconds: 12 }]);
    const one = await ask(app, { userId: 'ann' });
    expect(idsOf(one.answer)).not.toContain('west');
    expect(one.answer.user?.vectorNorm).toBeCloseTo(1, 6);
    // 12 of 12.5 s: 1 / (1 + exp(−0.5 · (12 − 0.6 · 12.5))).
    expect(one.answer.user?.newestWeight).toBeCloseTo(0.9047, 4);
    await watch(app, [{ eventId: '2', userId: 'ann', videoId: 'north', watchSeconds: 12 }]);
    const two = await ask(app, { userId: 'ann' });
    expect(two.answer.historyLength).toBe(2);
    // Two equal weights at a right angle: ‖x + y‖ / 2 = √2 / 2.
    expect(two.answer.user?.vectorNorm).toBeCloseTo(Math.SQRT1_2, 6);
  });

  it('gives somebody of whom nothing is known what is popular, and says so', async () => {
    const { app } = await open();
    await watch(app, [
      { eventId: '1', userId: 'ann', videoId: 'south', watchSeconds: 5 },
      { eventId: '2', userId: 'bob', videoId: 'south', watchSeconds: 5 },
      { eventId: '3', userId: 'bob', videoId: 'north', watchSeconds: 5 },
    ]);
    const { status, answer } = await ask(app, { userId: 'new' });
    expect(status).toBe(200);
    expect(idsOf(answer).slice(0, 2)).toEqual(['south', 'north']);
    expect(answer.branch).toBe('other-scores');
    expect(answer.branchReason).toMatch(/^nothing is known of user "new" yet, so popular videos come first/);
    expect(answer.user).toEqual({ position: null, vectorNorm: null, newestWeight: null });
  });

  it('keeps to the candidates, and tells unknown videos', async () => {
    const { app } = await open();
    const history = [{ videoId: 'east', watchSeconds: 10 }];
    const some = await ask(app, { history, candidates: ['west', 'north', 'gone'] });
    expect(idsOf(some.answer)).toEqual(['north', 'west']);
    expect(await ask(app, { history, candidates: ['gone'] })).toMatchObject({
      status: 404,
      code: 'no-such-video',
    });
    const unknown = await ask(app, { history: [...history, { videoId: 'gone', watchSeconds: 1 }] });
    expect(unknown).toMatchObject({ status: 404, code: 'no-such-video' });
    expect(unknown.answer).toMatchObject({ detail: expect.stringContaining('"gone"') });
  });

  it('diversifies: of two that are alike the second comes later', async () => {
    const { app } = await open();
    const history = [{ videoId: 'east', watchSeconds: 10 }];
    const { answer } = await ask(app, { history, k: 2, policy: { diversify: 0.7 } });
    expect(idsOf(answer)[0]).toBe('near');
    expect(idsOf(answer)[1]).not.toBe('also');
  });

  it('recommends watched videos again when asked to', async () => {
    const { app } = await open();
    const history = [{ videoId: 'east', watchSeconds: 10 }];
    const { answer } = await ask(app, { history, policy: { includeSeen: true } });
    expect(idsOf(answer)[0]).toBe('east');
  });
});

describe('POST /v1/recommend', () => {
  it('shows where the user stands on the map', async () => {
    const folder = await folderOfAngles();
    const { app } = await knowingService(folder);
    const history = [{ videoId: 'east', watchSeconds: 10 }];
    expect((await ask(app, { history })).answer.user?.position).toBeNull();
    await mapVideos({ context: pipelineContext(folder), seed: 1 });
    const position = (await ask(app, { history })).answer.user?.position;
    expect(position?.x).toBeGreaterThanOrEqual(0);
    expect(position?.x).toBeLessThanOrEqual(1);
  });

  it('refuses what contradicts itself, with the field', async () => {
    const { app } = await knowingService(await folderOfAngles());
    for (const body of [
      {},
      { userId: 'ann', history: [] },
      { history: [{ videoId: 'east', watchSeconds: -1 }] },
      { userId: 'ann', surprise: 1 },
    ]) {
      expect((await ask(app, body)).code).toBe('invalid-request');
    }
    const { status, code } = await ask(app, { model: 'm3csr', history: [] });
    expect([status, code]).toEqual([400, 'invalid-request']);
  });

  it('says 409 without Candidate-DreamUMM, and does without it in auto', async () => {
    const { app } = await knowingService(await folderOfAngles());
    const history = [{ videoId: 'east', watchSeconds: 10 }];
    expect(await ask(app, { model: 'candidate-dreamumm', history })).toMatchObject({
      status: 409,
      code: 'no-model',
    });
    const { answer } = await ask(app, { model: 'auto', history });
    expect(answer.branch).toBe('dreamumm');
    expect(answer.branchReason).toContain('no trained Candidate-DreamUMM');
  });

  it('says 409 where no video has a token', async () => {
    const { app } = await knowingService(await temporaryFolder());
    expect(await ask(app, { userId: 'ann' })).toMatchObject({ status: 409, code: 'no-model' });
  });

  it('does not recommend what was deleted', async () => {
    const folder = await folderOfAngles();
    const { app, service } = await knowingService(folder);
    await deleteVideos({ context: pipelineContext(folder), ids: ['near'] });
    await service.library.refresh();
    const { answer } = await ask(app, { history: [{ videoId: 'east', watchSeconds: 10 }] });
    expect(idsOf(answer)[0]).toBe('also');
  });

  it('ranks by the vectors of a trained recommender, which knows its users alone', async () => {
    const folder = await folderOfAngles();
    const store = await openTestStore(folder);
    await store.factors.replace({
      space: { id: 'toy-0123456789ab', model: 'toy', dimension: 2, metric: 'inner-product' },
      users: [{ id: 'ann', vector: Float32Array.from([1, 2]) }],
      items: [
        { id: 'east', vector: Float32Array.from([1, 0]) },
        { id: 'north', vector: Float32Array.from([0, 1]) },
        { id: 'near', vector: Float32Array.from([3, 1]) },
      ],
    });
    await store.close();
    const { app } = await knowingService(folder);
    const body = { model: 'toy', userId: 'ann' };
    const { answer } = await ask(app, body);
    expect(answer).toMatchObject({ branch: 'factors', spaceId: 'toy-0123456789ab', user: null });
    expect(answer.hits.map(({ video, score }) => [video.id, score])).toEqual([
      ['near', 5],
      ['north', 2],
      ['east', 1],
    ]);
    await watch(app, [{ eventId: '1', userId: 'ann', videoId: 'near', watchSeconds: 4 }]);
    const next = await ask(app, body);
    expect(idsOf(next.answer)).toEqual(['north', 'east']);
    expect(next.answer.hits[0]?.reasons).toEqual(['closest to near, which the user knows']);
    expect(await ask(app, { ...body, userId: 'bob' })).toMatchObject({ status: 404, code: 'no-such-user' });
    expect(await ask(app, { ...body, model: 'lightgcn' })).toMatchObject({ status: 409, code: 'no-model' });
    expect((await ask(app, { ...body, policy: { popularityWeight: 1 } })).status).toBe(400);
  });
});

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterStore } from '../../pipelines/cluster.js';
import { deleteVideos } from '../../pipelines/delete.js';
import { mapFile } from '../../pipelines/map/map-file.js';
import { mapVideos } from '../../pipelines/map.js';
import type { VideoRecord } from '../../src/core/record.js';
import { Random } from '../../src/math/random.js';
import { normalised } from '../../src/math/vector.js';
import { clusterDetail, clusterList } from '../../src/service/contract/cluster.js';
import { type VideoMap, videoMap } from '../../src/service/contract/map.js';
import { knowingService } from '../support/knowing-service.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { openTestStore } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { spaceRecord, TOKEN_SPACE, tokenStore } from '../support/token-store.js';

const THEMES = ['a cat sleeps on the sofa', 'a car drives along the road'] as const;

/** Videos of two themes: their tokens, features and descriptions go apart. */
function themed(count: number): VideoRecord[] {
  const random = new Random(9);
  return Array.from({ length: count }, (_, at) => {
    const theme = at % 2;
    const near = (size: number) =>
      normalised(
        Float32Array.from({ length: size }, (_, axis) => (axis === theme ? 1 : 0.05 * random.normal())),
      );
    return spaceRecord(`v${String(at).padStart(3, '0')}`, near(8), {
      labels: { theme: theme === 0 ? 'cat' : 'car', take: `${at}` },
      description: { text: `${THEMES[theme]} in take ${at}`, describerId: 'x', promptHash: 'y' },
      pooled: theme === 0 ? { visual: near(4), audio: near(2) } : { visual: near(4) },
    });
  });
}

const VIDEOS = 60;
let original = '';
beforeAll(async () => {
  original = await mkdtemp(join(tmpdir(), 'vidtoken-themes-'));
  await tokenStore(original, themed(VIDEOS));
  const context = pipelineContext(original);
  const store = await openTestStore(original);
  await clusterStore({ ...context, store, space: TOKEN_SPACE, k: 2, seed: 7, refit: true });
  await store.close();
  await mapVideos({ context, seed: 3 });
});
afterAll(() => rm(original, { recursive: true, force: true }));

/** A copy that the test may change. */
async function themedStore(): Promise<string> {
  const folder = await temporaryFolder();
  await cp(original, folder, { recursive: true });
  return folder;
}

async function mapOf(app: FastifyInstance): Promise<VideoMap> {
  const response = await app.inject({ method: 'GET', url: '/v1/map' });
  expect(response.statusCode).toBe(200);
  return videoMap.parse(response.json());
}

describe('vidtoken map', () => {
  it('writes the same places for the same seed, all in the unit square', async () => {
    const folder = await themedStore();
    const context = pipelineContext(folder);
    const report = await mapVideos({ context, seed: 3 });
    expect(report).toMatchObject({ method: 'umap', videos: VIDEOS, fittedOn: VIDEOS, space: TOKEN_SPACE.id });
    const first = await readFile(report.file, 'utf8');
    await mapVideos({ context, seed: 3 });
    expect(await readFile(report.file, 'utf8')).toBe(first);
    const { x, y } = JSON.parse(first);
    for (const value of [...x, ...y]) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
  });

  it('stands videos that it was not fitted on among their own kind', async () => {
    const folder = await themedStore();
    await mapVideos({ context: pipelineContext(folder), seed: 3, fitOn: 20 });
    const { app } = await knowingService(folder);
    const map = await mapOf(app);
    expect(map.fittedOn).toBe(20);
    expect(map.ids).toHaveLength(VIDEOS);
    const codes = map.labels.theme?.codes ?? [];
    for (const at of map.ids.keys()) expect(codes[nearestOf(map, at)]).toBe(codes[at]);
  });

  it('takes principal components for a handful, and refuses a store without tokens', async () => {
    const folder = await temporaryFolder();
    await tokenStore(folder, themed(3));
    expect(await mapVideos({ context: pipelineContext(folder), seed: 1 })).toMatchObject({ method: 'pca' });
    const empty = await temporaryFolder();
    await tokenStore(empty, []);
    await expect(mapVideos({ context: pipelineContext(empty), seed: 1 })).rejects.toMatchObject({
      code: 'too-few-videos',
    });
  });
});

describe('/v1/map', () => {
  it('says what to do while there is none, and computes one by a job', async () => {
    const folder = await themedStore();
    await rm(join(folder, 'maps'), { recursive: true });
    const { app, jobs, service } = await knowingService(folder);
    const response = await app.inject({ method: 'GET', url: '/v1/map' });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ code: 'no-map', hint: expect.stringContaining('POST /v1/map') });
    expect(await service.maps.isReady()).toBe(false);
    const asked = await app.inject({ method: 'POST', url: '/v1/map' });
    expect(asked.statusCode).toBe(202);
    expect(jobs).toEqual([{ kind: 'map', name: 'map of all videos' }]);
  });

  it('joins clusters, labels and modalities, without labels of more values than colours', async () => {
    const { app } = await knowingService(await themedStore());
    const map = await mapOf(app);
    expect(Object.keys(map.labels)).toEqual(['theme']);
    expect(map.modalities.values.sort()).toEqual(['visual', 'visual + audio']);
    const first = map.ids.indexOf('v000');
    const second = map.ids.indexOf('v001');
    expect(map.clusters[first]).not.toBe(map.clusters[second]);
    expect(map.labels.theme?.values[map.labels.theme.codes[second] as number]).toBe('car');
  });

  it('is sent once as long as nothing changes', async () => {
    const folder = await themedStore();
    const { app, service } = await knowingService(folder);
    const first = await app.inject({ method: 'GET', url: '/v1/map' });
    const etag = first.headers.etag as string;
    const again = { method: 'GET', url: '/v1/map', headers: { 'if-none-match': etag } } as const;
    const second = await app.inject(again);
    expect([second.statusCode, second.body]).toEqual([304, '']);
    await deleteVideos({ context: pipelineContext(folder), ids: ['v003'] });
    await service.library.refresh();
    const third = await app.inject(again);
    expect(third.statusCode).toBe(200);
    expect(third.json().ids).not.toContain('v003');
  });

  it('stands a video that came later beside its neighbours', async () => {
    const folder = await themedStore();
    const { app, service } = await knowingService(folder);
    await mapOf(app);
    const store = await openTestStore(folder);
    const late = spaceRecord('late', [1, 0, 0, 0, 0, 0, 0, 0], { labels: { theme: 'cat' } });
    await store.videos.upsert([late], TOKEN_SPACE);
    await store.close();
    await service.library.refresh();
    const map = await mapOf(app);
    const codes = map.labels.theme?.codes ?? [];
    const at = map.ids.indexOf('late');
    expect(codes[nearestOf(map, at)]).toBe(codes[at]);
    expect(await service.maps.place(Float32Array.from([1, 0, 0, 0, 0, 0, 0, 0]))).not.toBeNull();
  });

  it('tells of a damaged file', async () => {
    const folder = await themedStore();
    await writeFile(mapFile(folder, TOKEN_SPACE.id), '{"format":1');
    const { app } = await knowingService(folder);
    const response = await app.inject({ method: 'GET', url: '/v1/map' });
    expect([response.statusCode, response.json().code]).toEqual([503, 'store-corrupt']);
    expect(response.body).not.toContain(join(folder));
  });
});

describe('/v1/clusters', () => {
  it.each(['content', 'token'])('labels %s clusters by the words of their descriptions', async (kind) => {
    const { app } = await knowingService(await themedStore());
    const response = await app.inject({ method: 'GET', url: `/v1/clusters?kind=${kind}` });
    const { clusters, version } = clusterList.parse(response.json());
    expect(version).toBe(1);
    expect(clusters.map(({ videos }) => videos)).toEqual([VIDEOS / 2, VIDEOS / 2]);
    const labels = clusters.map(({ words }) => words.map(({ word }) => word).sort());
    expect(labels.sort()).toEqual([
      ['along', 'car', 'drives', 'road'],
      ['cat', 'sleeps', 'sofa'],
    ]);
  });

  it('pages through the members, and shows those nearest to the centre', async () => {
    const { app } = await knowingService(await themedStore());
    const { clusters } = clusterList.parse((await app.inject('/v1/clusters')).json());
    const id = clusters[0]?.id;
    const seen: string[] = [];
    let cursor = '';
    do {
      const response = await app.inject(`/v1/clusters/${id}?limit=12${cursor}`);
      const page = clusterDetail.parse(response.json());
      seen.push(...page.members.map((member) => member.id));
      expect(page.exemplars.map((exemplar) => exemplar.id)).toEqual(page.exemplarIds);
      expect(page.exemplarIds).toHaveLength(6);
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(seen).toHaveLength(VIDEOS / 2);
  });

  it('knows no cluster that is not there, and none at all in an empty store', async () => {
    const { app } = await knowingService(await themedStore());
    const response = await app.inject('/v1/clusters/99');
    expect([response.statusCode, response.json().code]).toEqual([404, 'no-such-cluster']);
    expect((await app.inject('/v1/clusters/0?cursor=x')).json().code).toBe('invalid-cursor');
    const { app: empty } = await knowingService(await temporaryFolder());
    expect((await empty.inject('/v1/clusters')).json()).toMatchObject({ version: null, clusters: [] });
  });
});

/** Position of the point that is nearest to another. */
function nearestOf({ x, y }: VideoMap, at: number): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const other of x.keys()) {
    const distance = Math.hypot(
      (x[at] as number) - (x[other] as number),
      (y[at] as number) - (y[other] as number),
    );
    if (other !== at && distance < least) [best, least] = [other, distance];
  }
  return best;
}

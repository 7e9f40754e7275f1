import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import { createClient, followJob } from '../../src/client/index.js';
import { silentLogger } from '../../src/core/runtime.js';
import { openStore } from '../../src/store/open-store.js';
import { runServe } from '../support/run-serve.js';
import { servedStore } from '../support/served-store.js';
import { temporaryFolder } from '../support/temporary-folder.js';

async function serving(data: string) {
  const { child, result, report } = await runServe(data);
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    client: createClient({ baseUrl: report.address }),
    async kill() {
      child.kill('SIGKILL');
      await result;
    },
  };
}

it('a service that is killed in the middle of a job loses neither the job nor an event, and doubles nothing', async () => {
  const data = await servedStore(await temporaryFolder());
  const first = await serving(data);
  const { videos, total } = await first.client.listVideos({ limit: 1 });
  const videoId = videos[0]?.id ?? '';
  const event = { eventId: 'event-1', userId: 'ada', videoId, watchSeconds: 4 };
  const file = new Blob([await readFile(join(inject('demoFolder'), 'fractal-zoom-1.mp4'))]);
  const { id } = await first.client.addVideo({ file, title: 'Kept' });
  // In the middle: its process has begun to read the video.
  for await (const { stages } of followJob(first.client, id)) if (stages.length > 0) break;
  expect((await first.client.addInteractions({ body: { events: [event] } })).accepted).toBe(1);
  await first.kill();

  const second = await serving(data);
  const states: string[] = [];
  for await (const { state } of followJob(second.client, id)) states.push(state);
  expect(states.at(-1)).toBe('done');
  const job = await second.client.getJob({ id });
  expect(job).toMatchObject({ attempts: 2, failures: [] });
  const [added = ''] = job.videoIds;
  expect(await second.client.getVideo({ id: added })).toMatchObject({ title: 'Kept', hasToken: true });
  expect((await second.client.listVideos({})).total).toBe(total + 1);
  // The same event once more is known already, and what was watched is not recommended again.
  expect(await second.client.addInteractions({ body: { events: [event] } })).toMatchObject({
    accepted: 0,
    known: 1,
  });
  const { hits, historyLength } = await second.client.recommend({ body: { userId: 'ada', k: 50 } });
  expect(historyLength).toBe(1);
  expect(hits.map(({ video }) => video.id)).not.toContain(videoId);
  await second.kill();

  const store = await openStore({
    folder: data,
    mode: 'write',
    command: 'test',
    clock: Date.now,
    logger: silentLogger,
  });
  onTestFinished(() => store.close());
  expect(await store.verify()).toMatchObject({ sound: true, videos: total + 1 });
});

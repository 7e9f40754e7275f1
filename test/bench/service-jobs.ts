import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const POLL_MS = 500;

interface Job {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly videoIds: readonly string[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** The service begins with a map of all videos: work that would be measured with the requests. @returns how many were cancelled */
export async function cancelMaps(address: string): Promise<number> {
  // The first refresh of the library asks for it.
  await sleep(5000);
  const { jobs } = await json<{ readonly jobs: readonly Job[] }>(`${address}/v1/jobs`);
  const maps = jobs.filter(
    ({ kind, state }) => kind === 'map' && (state === 'queued' || state === 'running'),
  );
  for (const { id } of maps) {
    await json(`${address}/v1/jobs/${id}`, { method: 'DELETE' });
    await ended(address, id);
  }
  return maps.length;
}

/** Clips with which the first model is trained, so that uploads get tokens as in a store that is in use. */
const MODEL_CLIPS = 8;

/** Embeds a few demo clips; quick when they are there already. */
export async function trainModel(options: { readonly main: string; readonly folder: string }): Promise<void> {
  const files = await demoClips(options);
  const manifest = join(options.folder, 'bench-clips', 'model.jsonl');
  const lines = files.slice(0, MODEL_CLIPS).map((file) => JSON.stringify({ file }));
  await writeFile(manifest, lines.join('\n'));
  await run(process.execPath, [options.main, 'embed', manifest, '--data', options.folder]);
}

/** Uploads some of the other demo clips, one job each. @returns the ended jobs */
export async function uploadClips(options: {
  readonly address: string;
  readonly main: string;
  readonly folder: string;
  readonly clips: number;
}): Promise<readonly Job[]> {
  const { address, clips } = options;
  const files = await demoClips(options);
  const jobs: Job[] = [];
  for (const file of files.slice(MODEL_CLIPS, MODEL_CLIPS + clips)) {
    const body = new FormData();
    body.set('file', new Blob([await readFile(file)]), 'clip.mp4');
    jobs.push(await json<Job>(`${address}/v1/videos`, { method: 'POST', body }));
  }
  const done: Job[] = [];
  for (const { id } of jobs) done.push(await ended(address, id));
  return done;
}

/** Takes the uploads back, so that the store is as it was. */
export async function deleteVideos(address: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) await json(`${address}/v1/videos/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** @returns paths of the clips */
async function demoClips({ main, folder }: { readonly main: string; readonly folder: string }) {
  const place = join(folder, 'bench-clips');
  await run(process.execPath, [main, 'demo-clips', place]);
  const names = await readdir(place);
  return names
    .filter((name) => name.endsWith('.mp4'))
    .sort()
    .map((name) => join(place, name));
}

async function ended(address: string, id: string): Promise<Job> {
  for (;;) {
    const job = await json<Job>(`${address}/v1/jobs/${id}`);
    if (job.state !== 'queued' && job.state !== 'running') return job;
    await sleep(POLL_MS);
  }
}

async function json<Answer>(url: string, options: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, options);
  const text = await response.text();
  if (!response.ok) throw new Error(`${options.method ?? 'GET'} ${url} answered ${response.status}: ${text}`);
  return JSON.parse(text) as Answer;
}

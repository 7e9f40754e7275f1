import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, it } from 'vitest';
import { embedReport } from '../../src/core/reports/embed-report.js';
import { importReport } from '../../src/core/reports/import-report.js';
import { recommendReport } from '../../src/core/reports/recommend-report.js';
import { trainCandidateReport, trainReport } from '../../src/core/reports/train-report.js';
import { runCli } from '../support/run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'vidtoken-new-video-'));
const demo = inject('demoFolder');
const lines = readFileSync(join(demo, 'manifest.jsonl'), 'utf8').trim().split('\n');
const clips = lines.map((line) => JSON.parse(line) as { id: string; file: string; labels: { kind: string } });
const KINDS = [...new Set(clips.map(({ labels }) => labels.kind))];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function json(args: readonly string[]): Promise<unknown> {
  const { exitCode, stdout, stderr } = await runCli([
    ...args,
    ...['--data', join(folder, 'store'), '--json', '--quiet'],
  ]);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

/** A manifest of some of the demo clips. */
function manifest(name: string, keep: (id: string) => boolean): string {
  const path = join(folder, name);
  const kept = clips
    .filter(({ id }) => keep(id))
    .map(({ file, ...rest }) => ({ ...rest, file: join(demo, file) }));
  writeFileSync(path, kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
}

/** Of two kinds that nobody likes both. */
const ARRIVE_LATER = ['automaton-4', 'gradient-4'];

/** Everybody watches two kinds of clips to the end and others for a moment; the clips that arrive later are in nobody's log. */
function watchLog(): string {
  const rows = ['user_id,item_id,watch_seconds,duration_seconds,timestamp'];
  for (let user = 0; user < 40; user += 1) {
    const liked = [KINDS[user % KINDS.length], KINDS[(user + 1) % KINDS.length]];
    const watched = clips.filter(({ id }, index) => !ARRIVE_LATER.includes(id) && (index + user) % 3 !== 0);
    for (const [place, { id, labels }] of watched.entries()) {
      const seconds = liked.includes(labels.kind) ? 2 : 0.1;
      rows.push(`user-${user},${id},${seconds},2,${1_700_000_000 + 60 * place}`);
    }
  }
  const path = join(folder, 'watches.csv');
  writeFileSync(path, `${rows.join('\n')}\n`);
  return path;
}

it('recommends a video on the day it arrives, from its content alone', async () => {
  await json(['embed', manifest('first.jsonl', (id) => !ARRIVE_LATER.includes(id))]);
  const imported = importReport.parse(await json(['import', watchLog()]));
  expect(imported.stored.interactions).toBeGreaterThan(800);
  const trained = trainReport.parse(
    await json([
      'train',
      'm3csr',
      '--set',
      'dimension=16',
      '--set',
      'epochs=6',
      '--set',
      'featureComponents=16',
    ]),
  );
  expect(trained).toMatchObject({ servesNewItems: true, items: clips.length - 2, users: 40 });

  const embedded = embedReport.parse(await json(['embed', manifest('all.jsonl', () => true)]));
  expect(embedded).toMatchObject({ embedded: 2, itemVectors: 2 });

  const everything = await scores('automaton', ['-k', '40']);
  for (const id of ARRIVE_LATER) expect([...everything.keys()]).toContain(id);
  const list = join(folder, 'new.txt');
  writeFileSync(list, `${ARRIVE_LATER.join('\n')}\n`);
  // Neither has an interaction: what tells them apart is how they look.
  const preference = async (kind: string): Promise<number> => {
    const found = await scores(kind, ['--candidates', list]);
    return (found.get('automaton-4') ?? Number.NaN) - (found.get('gradient-4') ?? Number.NaN);
  };
  expect(await preference('automaton')).toBeGreaterThan(await preference('gradient'));
});

/** What M3CSR recommends to somebody who likes this kind and the next, with its scores. */
async function scores(kind: string, options: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const fan = `user-${KINDS.indexOf(kind)}`;
  const args = ['recommend', '--user', fan, '--model', 'm3csr', ...options];
  const { hits } = recommendReport.parse(await json(args));
  return new Map(hits.map(({ id, score }) => [id, score]));
}

it('recommends to somebody it never saw by what they watched, a file among it', async () => {
  const seen = clips.find(({ id }) => id === 'automaton-1');
  const args = ['recommend', '--history', `${join(demo, seen?.file ?? '')}:2s,colour-bars-1:0.1s`, '-k', '3'];
  const report = recommendReport.parse(await json(args));
  expect(report).toMatchObject({ branch: 'dreamumm', user: null, historyLength: 2, seen: 2 });
  expect(report.hits.slice(0, 2).map(({ labels }) => labels.kind)).toEqual(['automaton', 'automaton']);
  expect(report.hits[0]?.reasons.join()).toContain('automaton-1');
});

it('learns long views from the log and builds the user from the candidates', async () => {
  const trained = trainCandidateReport.parse(
    await json(['train', 'candidate-dreamumm', '--set', 'epochs=2']),
  );
  expect(trained).toMatchObject({ users: 40, epochs: 2 });
  const report = recommendReport.parse(
    await json(['recommend', '--user', 'user-3', '--model', 'candidate-dreamumm', '-k', '2']),
  );
  expect(report.branch).toBe('candidate-dreamumm');
  expect(report.hits).toHaveLength(2);
  expect(report.hits[0]?.reasons.join()).toMatch(/long view predicted with \d+ %/);
});

it('says what is missing instead of guessing', async () => {
  const refusal = async (args: readonly string[]): Promise<{ code: string; hint?: string }> => {
    const { stdout } = await runCli([...args, '--data', join(folder, 'store'), '--json', '--quiet']);
    return JSON.parse(stdout).error;
  };
  expect(await refusal(['recommend', '--user', 'nobody', '--model', 'm3csr'])).toMatchObject({
    code: 'no-such-user',
  });
  expect(await refusal(['recommend', '--user', 'user-1', '--model', 'freedom'])).toMatchObject({
    code: 'no-model',
    hint: expect.stringContaining('vidtoken train freedom'),
  });
  expect(await refusal(['recommend'])).toMatchObject({ code: 'usage' });
  expect(await refusal(['recommend', '--history', 'nowhere.mp4:3s'])).toMatchObject({
    code: 'no-such-video',
  });
});

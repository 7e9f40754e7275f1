import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { benchmarkRetrievalReport } from '../../src/core/reports/benchmark-retrieval-report.js';
import { deleteReport } from '../../src/core/reports/delete-report.js';
import { doctorReport } from '../../src/core/reports/doctor-report.js';
import { type EmbedReport, embedReport } from '../../src/core/reports/embed-report.js';
import { similarReport, textSearchReport } from '../../src/core/reports/search-report.js';
import { statusReport } from '../../src/core/reports/status-report.js';
import { runCli } from '../support/run-cli.js';

/** One store for the whole walk: the tests run in order, as a newcomer would. */
const data = mkdtempSync(join(tmpdir(), 'vidtoken-newcomer-'));
const demo = inject('demoFolder');
const manifest = join(demo, 'manifest.jsonl');
const lines = readFileSync(manifest, 'utf8').trim().split('\n');
afterAll(() => rmSync(data, { recursive: true, force: true }));

async function json(args: readonly string[]): Promise<unknown> {
  const { exitCode, stdout, stderr } = await runCli([...args, '--data', data, '--json', '--quiet']);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

describe('a newcomer with demo clips and nothing else', () => {
  let first: EmbedReport;

  beforeAll(async () => {
    first = embedReport.parse(await json(['embed', manifest]));
  });

  it('gets a token and a cluster for every clip', () => {
    expect(first).toMatchObject({
      scanned: lines.length,
      embedded: lines.length,
      unchanged: 0,
      failed: [],
      pending: 0,
      stored: lines.length,
    });
    expect(first.spaceId).toMatch(/^video-token-[0-9a-f]{16}$/);
    expect(first.clusters).toBeGreaterThanOrEqual(2);
    expect(Object.keys(first.stages)).toEqual(
      expect.arrayContaining(['scan', 'identify', 'extract', 'store', 'distil', 'embed', 'cluster', 'index']),
    );
  });

  it('hears that nothing changed when the same command runs again', async () => {
    const second = embedReport.parse(await json(['embed', manifest]));
    expect(second).toMatchObject({ embedded: 0, unchanged: lines.length, spaceId: first.spaceId });
    const status = statusReport.parse(await json(['status']));
    expect(status.lastRuns).toHaveLength(1);
  });

  it('finds clips of the same kind near a clip, never the clip itself', async () => {
    const id = first.exampleId ?? '';
    const { query, hits } = similarReport.parse(await json(['similar', id, '-k', '5']));
    expect(query.id).toBe(id);
    expect(hits).toHaveLength(5);
    expect(hits.map((hit) => hit.id)).not.toContain(id);
    // Four clips of each kind: the three others come first.
    const kind = lines.map((line) => JSON.parse(line)).find((entry) => entry.id === id).labels.kind;
    expect(hits.slice(0, 3).map((hit) => hit.labels.kind)).toEqual([kind, kind, kind]);
    const scores = hits.map((hit) => hit.score);
    expect(scores).toEqual([...scores].sort((left, right) => right - left));
  });

  it('keeps to a condition over the columns', async () => {
    const similar = ['similar', first.exampleId ?? '', '-k', '36', '--where'];
    expect(similarReport.parse(await json([...similar, 'duration < 0.1'])).hits).toEqual([]);
    const { hits } = similarReport.parse(await json([...similar, "array_has(labels, 'kind=static')"]));
    expect(hits.map((hit) => hit.labels.kind)).toEqual(['static', 'static', 'static', 'static']);
  });

  it('finds clips by the words of their descriptions', async () => {
    const { hits } = textSearchReport.parse(await json(['search', 'noise']));
    expect(hits.length).toBeGreaterThan(0);
  });

  it('beats chance on its own labels in the retrieval benchmark', async () => {
    const report = benchmarkRetrievalReport.parse(
      await json(['benchmark', 'retrieval', '--label', 'kind', '--cutoffs', '5']),
    );
    expect(report.relevanceHash).toMatch(/^[0-9a-f]{16,64}$/);
    const [table] = report.tables;
    const token = table?.rows.find((row) => row.kind === 'token')?.scores[0]?.hitRate;
    const chance = table?.bounds[0]?.chanceHitRate ?? 1;
    expect(token?.low ?? 0).toBeGreaterThan(2 * chance);
  });

  it('exports every row with its vectors in a stable order', async () => {
    const args = ['export', '--format', 'jsonl', '--data', data, '--quiet'];
    const { stdout } = await runCli(args);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; vectors: { token: number[] } });
    expect(rows).toHaveLength(lines.length);
    for (const { vectors } of rows) {
      const length = Math.hypot(...vectors.token);
      expect(length).toBeCloseTo(1, 4);
    }
    expect((await runCli(args)).stdout).toBe(stdout);
  });

  it('is told by the doctor that everything is well', async () => {
    const report = doctorReport.parse(await json(['doctor']));
    expect(report.checks.filter((check) => !check.ok)).toEqual([]);
  });

  it('deletes a clip, and embeds it again with the next run', async () => {
    const id = first.exampleId ?? '';
    expect(deleteReport.parse(await json(['delete', id]))).toMatchObject({ deleted: [id], missing: [] });
    const again = embedReport.parse(await json(['embed', manifest]));
    expect(again).toMatchObject({ embedded: 1, unchanged: lines.length - 1, spaceId: first.spaceId });
  });

  it('reads a plain text report that ends with what to try next', async () => {
    const { stdout, exitCode } = await runCli(['embed', demo, '--data', data, '--quiet']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Nothing changed.');
    expect(stdout.trim().split('\n').at(-1)).toMatch(/^next: /);
  });
});

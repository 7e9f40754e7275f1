import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../support/run-cli.js';
import { SHARED_CLIPS } from '../support/shared-data.js';

interface EmbedCounts {
  readonly embedded: number;
  readonly unchanged: number;
}

/** Times the first and the second `embed` of one manifest, process start included. */
export async function benchEmbedTwice(manifest = SHARED_CLIPS): Promise<unknown> {
  if (!existsSync(manifest)) return { skipped: `${manifest} is not here` };
  const data = await mkdtemp(join(tmpdir(), 'vidtoken-bench-'));
  try {
    const first = await timedEmbed(manifest, data);
    const second = await timedEmbed(manifest, data);
    return {
      firstSeconds: first.seconds,
      firstEmbedded: first.report.embedded,
      secondSeconds: second.seconds,
      secondUnchanged: second.report.unchanged,
      ratio: first.seconds / second.seconds,
      bar: 'at least 30',
    };
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

async function timedEmbed(manifest: string, data: string) {
  const startedAtMs = performance.now();
  const { exitCode, stdout, stderr } = await runCli(['embed', manifest, '--data', data, '--json', '--quiet']);
  if (exitCode !== 0) throw new Error(`embed ended with ${exitCode}: ${stderr}`);
  const seconds = (performance.now() - startedAtMs) / 1000;
  return { seconds, report: JSON.parse(stdout) as EmbedCounts };
}

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packageInfo } from '../../src/config/package-info.js';
import { SHARED_CLIPS } from './shared-data.js';

const CLIPS = 40;
/** Written last into the folder: `0`, or what went wrong. */
export const FINISHED_FILE = 'finished';

/** Embeds a few real clips, or the demo clips where there are none, beside the running tests. */
export function startServedStore({ demoFolder }: { readonly demoFolder: string }): {
  readonly folder: string;
  stop(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'vidtoken-served-'));
  const manifest = join(folder, 'clips.jsonl');
  writeFileSync(manifest, existsSync(SHARED_CLIPS) ? sharedLines() : demoLines(demoFolder));
  const main = join(packageInfo().root, 'dist', 'src', 'cli', 'main.js');
  const data = join(folder, 'data');
  const child = spawn(process.execPath, [main, 'embed', manifest, '--data', data, '--quiet'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.on('close', (exitCode) => {
    if (!existsSync(folder)) return;
    const draft = join(folder, 'draft');
    writeFileSync(draft, exitCode === 0 ? '0' : errors || 'stopped');
    renameSync(draft, join(folder, FINISHED_FILE));
  });
  return {
    folder,
    stop() {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Clips from the whole length of the list, so that many labels are there. */
function sharedLines(): string {
  const lines = readFileSync(SHARED_CLIPS, 'utf8').trim().split('\n');
  const step = Math.floor(lines.length / CLIPS);
  const chosen = lines.filter((_, index) => index % step === 0).slice(0, CLIPS);
  return absolute(chosen, dirname(SHARED_CLIPS));
}

function demoLines(demoFolder: string): string {
  return absolute(readFileSync(join(demoFolder, 'manifest.jsonl'), 'utf8').trim().split('\n'), demoFolder);
}

function absolute(lines: readonly string[], folder: string): string {
  return lines
    .map((line) => JSON.parse(line) as { readonly file: string })
    .map((entry) => JSON.stringify({ ...entry, file: join(folder, entry.file) }))
    .join('\n');
}

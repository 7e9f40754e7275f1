import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with the demo clips and their `manifest.jsonl`; read-only for tests. */
    readonly demoFolder: string;
  }
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Compiles the program and makes the demo clips once for all tests. @returns the clean-up. */
export function setup(project: TestProject): () => void {
  execFileSync('npx', ['tsc', '-p', 'tsconfig.json'], { cwd: ROOT, stdio: 'inherit' });
  const demoFolder = mkdtempSync(join(tmpdir(), 'vidtoken-demo-'));
  execFileSync(process.execPath, [join(ROOT, 'dist/src/cli/main.js'), 'demo-clips', demoFolder, '--quiet'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  project.provide('demoFolder', demoFolder);
  return () => rmSync(demoFolder, { recursive: true, force: true });
}

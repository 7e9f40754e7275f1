import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { startServedStore } from './start-served-store.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder with the demo clips and their `manifest.jsonl`; read-only for tests. */
    readonly demoFolder: string;
    /** Where the store of `servedStore` is made while the first tests run; use that function. */
    readonly servedFolder: string;
  }
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Compiles the program and its page, makes the demo clips and one store once for all tests. @returns the clean-up. */
export function setup(project: TestProject): () => void {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
  const demoFolder = mkdtempSync(join(tmpdir(), 'vidtoken-demo-'));
  execFileSync(process.execPath, [join(ROOT, 'dist/src/cli/main.js'), 'demo-clips', demoFolder, '--quiet'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  project.provide('demoFolder', demoFolder);
  const served = startServedStore({ demoFolder });
  project.provide('servedFolder', served.folder);
  return () => {
    served.stop();
    rmSync(demoFolder, { recursive: true, force: true });
  };
}

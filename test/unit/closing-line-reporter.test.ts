import { symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';

const ROOT = resolve(import.meta.dirname, '../..');

async function runTests(files: Record<string, string>): Promise<string[]> {
  const folder = await temporaryFolder();
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const reporter = join(ROOT, 'test/support/closing-line-reporter.ts');
  await writeFile(
    join(folder, 'vitest.config.ts'),
    `import { ClosingLineReporter } from ${JSON.stringify(reporter)};
     export default { test: { pool: 'forks', reporters: [new ClosingLineReporter()] } };`,
  );
  for (const [name, body] of Object.entries(files)) {
    await writeFile(join(folder, name), `import { describe, expect, it } from 'vitest';\n${body}`);
  }
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const { stdout } = await execa(process.execPath, [vitest, 'run'], {
    cwd: folder,
    reject: false,
    env: { CI: '1' },
  });
  return stdout.trim().split('\n');
}

describe('The closing line of a test run', () => {
  it('counts what passed and failed, and names what failed above it', async () => {
    const lines = await runTests({
      'a.test.ts': `describe('adds', () => {
        it('well', () => expect(1 + 1).toBe(2));
        it('badly', () => expect(1 + 1).toBe(3));
        it.skip('not at all', () => {});
      });`,
      'b.test.ts': `throw new Error('cannot be loaded');`,
    });
    expect(lines.slice(-3).toSorted()).toEqual([
      '1 passed, 2 failed',
      'failed: a.test.ts > adds > badly',
      'failed: b.test.ts',
    ]);
    expect(lines.at(-1)).toBe('1 passed, 2 failed');
  });

  it('names the file whose process died, and the test it died in', async () => {
    const lines = await runTests({
      'a.test.ts': `it('passes', () => expect(1).toBe(1));
        it('dies', async () => {
          process.kill(process.pid, 'SIGKILL');
          await new Promise(() => {});
        });
        it('never runs', () => expect(1).toBe(1));`,
      'b.test.ts': `it('passes', () => expect(1).toBe(1));`,
    });
    expect(lines.at(-1)).toMatch(/^[12] passed, 1 failed$/);
    expect(lines.at(-2)).toMatch(/^not finished: a\.test\.ts, [23] tests from "(passes|dies)" on$/);
  });
});

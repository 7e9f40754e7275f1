import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeHash } from '../../pipelines/benchmark-recommend/code-hash.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TREE = {
  'models/toy/toy.ts': `import { step } from '../shared/step.js';\nexport const toy = step;\n`,
  'models/shared/step.ts': `import type { Facts } from '../../src/math/facts.js';\nexport const step = 1;\n`,
  'models/other/other.ts': `export const other = 1;\n`,
  'models/recommenders.ts': `export const all = [() => import('./toy/toy.js'), () => import('./other/other.js')];\n`,
  'pipelines/run.ts': `import { all } from '../models/recommenders.js';\nexport { rank } from '../src/metrics/rank.js';\n`,
  'src/metrics/rank.ts': `import { VidtokenError } from '../core/errors.js';\nexport const rank = 1;\n`,
  'src/math/facts.ts': 'export interface Facts {}\n',
  'src/core/errors.ts': 'export class VidtokenError extends Error {}\n',
};

/** The hash for `toy` after some files were changed. */
async function hashWith(changes: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = await temporaryFolder();
  for (const [name, text] of Object.entries({ ...TREE, ...changes })) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return codeHash({ root, entries: [join(root, 'pipelines/run.ts')], model: 'toy' });
}

describe('the hash of the code behind a result', () => {
  it('changes with the model, with what the model imports, and with what ranks', async () => {
    const plain = await hashWith();
    for (const file of [
      'models/toy/toy.ts',
      'models/shared/step.ts',
      'src/metrics/rank.ts',
      'pipelines/run.ts',
    ]) {
      const text = TREE[file as keyof typeof TREE];
      expect(await hashWith({ [file]: `${text}export const more = 2;\n` })).not.toBe(plain);
    }
    expect(await hashWith({ 'models/toy/extra.ts': 'export const extra = 1;\n' })).not.toBe(plain);
  });

  it('stays when another model, a type, an error or a comment changes', async () => {
    const plain = await hashWith();
    for (const [file, text] of [
      ['models/other/other.ts', 'export const other = 2;\n'],
      ['models/recommenders.ts', 'export const all = [];\n'],
      ['src/math/facts.ts', 'export interface Facts { readonly more: number }\n'],
      ['src/core/errors.ts', 'export class OtherError extends Error {}\n'],
      ['src/metrics/rank.ts', TREE['src/metrics/rank.ts'].replace('\n', '\n// It ranks.\n')],
    ] as const) {
      expect(await hashWith({ [file]: text })).toBe(plain);
    }
  });
});

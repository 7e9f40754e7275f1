import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashModel } from '../../src/inference/hash-model.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { writeModelFolder } from '../support/tiny-models/write-model-folder.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function hashOf(content: Readonly<Record<string, string>>, facts: unknown): Promise<string> {
  const folder = await temporaryFolder();
  const files = Object.entries(content).map(([path, text]) => [path, bytes(text)] as const);
  await writeModelFolder(folder, Object.fromEntries([...files, ['onnx/unused.onnx', bytes('x')]]));
  return hashModel({ folder, files: ['config.json', 'tokenizer.json', 'onnx/model.onnx'], facts });
}

describe('hashModel', () => {
  const content = { 'config.json': '{}', 'onnx/model.onnx': 'graph', 'onnx/model.onnx_data': 'weights' };

  it('is the same for the same files and facts, in any order', async () => {
    const first = await hashOf(content, { dtype: 'fp32', pooling: 'mean' });
    expect(first).toMatch(/^[0-9a-f]{12}$/);
    expect(await hashOf(content, { pooling: 'mean', dtype: 'fp32' })).toBe(first);
  });

  it('changes with every file that is used, its data parts and every fact', async () => {
    const hashes = await Promise.all([
      hashOf(content, { dtype: 'fp32' }),
      hashOf(content, { dtype: 'q8' }),
      hashOf({ ...content, 'config.json': '{ }' }, { dtype: 'fp32' }),
      hashOf({ ...content, 'tokenizer.json': '{}' }, { dtype: 'fp32' }),
      hashOf({ ...content, 'onnx/model.onnx_data': 'other' }, { dtype: 'fp32' }),
    ]);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('does not change with files that are not used', async () => {
    const folder = await temporaryFolder();
    await writeModelFolder(folder, { 'config.json': bytes('{}') });
    const before = await hashModel({ folder, files: ['config.json'], facts: {} });
    await writeModelFolder(folder, {
      'config.json.partial': bytes('x'),
      [join('onnx', 'a.onnx')]: bytes('x'),
    });
    expect(await hashModel({ folder, files: ['config.json'], facts: {} })).toBe(before);
  });
});

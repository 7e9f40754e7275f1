import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashFile } from '../../src/dataset/hash-file.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const { signal } = new AbortController();

describe('hashFile', () => {
  it('agrees with sha256sum on a file of several reads', async () => {
    const file = path.join(await temporaryFolder(), '-odd name.mp4');
    await writeFile(file, Buffer.alloc(3_500_001, 'vidtoken '));
    const [expected] = execFileSync('sha256sum', ['--', file], { encoding: 'utf8' })
      .replace(/^\\/, '')
      .split(' ');
    expect(await hashFile(file, { signal })).toEqual({ contentHash: expected, sizeBytes: 3_500_001 });
  });

  it('has a hash for nothing', async () => {
    const file = path.join(await temporaryFolder(), 'zero');
    await writeFile(file, '');
    expect(await hashFile(file, { signal })).toEqual({
      contentHash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      sizeBytes: 0,
    });
  });

  it('raises codes for a missing file and a folder', async () => {
    await expect(hashFile('/no/such/file', { signal })).rejects.toMatchObject({
      name: 'InputError',
      code: 'not-found',
    });
    await expect(hashFile('/', { signal })).rejects.toMatchObject({ name: 'InputError', code: 'not-a-file' });
  });

  it('stops with the reason of the signal', async () => {
    const file = path.join(await temporaryFolder(), 'a');
    await writeFile(file, 'x');
    const stopped = AbortSignal.abort(new Error('stopped'));
    await expect(hashFile(file, { signal: stopped })).rejects.toThrow('stopped');
  });
});

import { readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from '../../src/tensor/checkpoint.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const CHECKPOINT: Checkpoint = {
  tensors: new Map([
    ['weight', { shape: [2, 2], values: Float32Array.of(1.5, -2, 3e-20, Number.MAX_VALUE) }],
    ['bias', { shape: [3], values: Float32Array.of(0.1, 0.2, 0.3) }],
  ]),
  facts: { step: 12, note: 'größer' },
};

describe('a checkpoint', () => {
  it('comes back bit for bit', async () => {
    const path = join(await temporaryFolder(), 'a', 'model.vtck');
    await saveCheckpoint(path, CHECKPOINT);
    expect(await loadCheckpoint(path)).toEqual(CHECKPOINT);
  });

  it('is undefined when there is no file', async () => {
    expect(await loadCheckpoint(join(await temporaryFolder(), 'none.vtck'))).toBeUndefined();
  });

  it('is refused at every length it may be truncated to', async () => {
    const path = join(await temporaryFolder(), 'model.vtck');
    await saveCheckpoint(path, CHECKPOINT);
    const size = (await readFile(path)).length;
    for (const length of [size - 1, size - 13, size - 30, 40, 12, 5, 0]) {
      await truncate(path, length);
      await expect(loadCheckpoint(path)).rejects.toMatchObject({ code: 'checkpoint-invalid' });
    }
  });

  it('is refused when one bit of a value has changed or bytes follow it', async () => {
    const path = join(await temporaryFolder(), 'model.vtck');
    await saveCheckpoint(path, CHECKPOINT);
    const bytes = await readFile(path);
    const flipped = Buffer.from(bytes);
    flipped[bytes.length - 5] = (flipped[bytes.length - 5] as number) ^ 1;
    await writeFile(path, flipped);
    await expect(loadCheckpoint(path)).rejects.toThrow('checksum');
    await writeFile(path, Buffer.concat([bytes, Buffer.from('x')]));
    await expect(loadCheckpoint(path)).rejects.toThrow('1 bytes follow');
  });

  it('is refused when the file is something else', async () => {
    const path = join(await temporaryFolder(), 'model.vtck');
    await writeFile(path, 'PK\u0003\u0004 this is a zip file, or so it says');
    await expect(loadCheckpoint(path)).rejects.toMatchObject({ code: 'checkpoint-invalid' });
  });

  it('survives a full disk while its successor is saved', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'model.vtck');
    await saveCheckpoint(path, CHECKPOINT);
    await symlink('/dev/full', `${path}.partial`);
    const successor = { ...CHECKPOINT, facts: { step: 13 } };
    await expect(saveCheckpoint(path, successor)).rejects.toMatchObject({ code: 'disk-full' });
    expect(await loadCheckpoint(path)).toEqual(CHECKPOINT);
    expect(await readdir(folder)).toEqual(['model.vtck']);
  });

  it('says that a folder is not writable when a file is in its way', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    const path = join(folder, 'file', 'model.vtck');
    await expect(saveCheckpoint(path, CHECKPOINT)).rejects.toMatchObject({ code: 'store-unwritable' });
  });
});

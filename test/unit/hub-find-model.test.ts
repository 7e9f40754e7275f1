import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findModel } from '../../src/inference/hub/find-model.js';
import { modelKind } from '../../src/inference/hub/model-kind.js';
import { requireModel } from '../../src/inference/hub/require-model.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { writeModelFolder } from '../support/tiny-models/write-model-folder.js';

const CONFIG = { 'config.json': { model_type: 'clip', architectures: ['CLIPModel'] } };

describe('findModel', () => {
  it('finds a hub id in the folder of its organisation', async () => {
    const weightsFolder = await temporaryFolder();
    await writeModelFolder(join(weightsFolder, 'Xenova', 'clip'), CONFIG);
    const found = await findModel({ weightsFolder, model: 'Xenova/clip' });
    expect(found).toEqual({ folder: join(weightsFolder, 'Xenova', 'clip'), id: 'Xenova/clip' });
  });

  it('finds a hub id in a folder of its bare name that a person made', async () => {
    const weightsFolder = await temporaryFolder();
    await writeModelFolder(join(weightsFolder, 'clip'), CONFIG);
    const found = await findModel({ weightsFolder, model: 'Xenova/clip' });
    expect(found).toEqual({ folder: join(weightsFolder, 'clip'), id: 'Xenova/clip' });
    expect((await findModel({ weightsFolder, model: 'clip' }))?.id).toBe('clip');
  });

  it('does not take a model of the same name from another organisation', async () => {
    const weightsFolder = await temporaryFolder();
    await writeModelFolder(join(weightsFolder, 'clip'), {
      ...CONFIG,
      'vidtoken-model.json': { model: 'other/clip', commit: 'abcdef0', files: {} },
    });
    expect(await findModel({ weightsFolder, model: 'Xenova/clip' })).toBeUndefined();
    expect((await findModel({ weightsFolder, model: 'other/clip' }))?.id).toBe('other/clip');
  });

  it('finds a folder by its path and calls it by its name', async () => {
    const folder = await temporaryFolder();
    await writeModelFolder(join(folder, 'mine'), CONFIG);
    const found = await findModel({ weightsFolder: join(folder, 'absent'), model: join(folder, 'mine') });
    expect(found).toEqual({ folder: join(folder, 'mine'), id: 'mine' });
  });

  it('does not take a folder without a config.json for a model', async () => {
    const weightsFolder = await temporaryFolder();
    await writeModelFolder(join(weightsFolder, 'Xenova', 'clip'), { 'onnx/model.onnx': new Uint8Array(3) });
    expect(await findModel({ weightsFolder, model: 'Xenova/clip' })).toBeUndefined();
  });
});

describe('requireModel', () => {
  it('says with which command to fetch a model and where it goes', async () => {
    const missing = requireModel({ weightsFolder: '/data/weights', model: 'Xenova/clip', dtype: 'q8' });
    await expect(missing).rejects.toMatchObject({
      code: 'weights-missing',
      message: 'The model Xenova/clip is not in /data/weights.',
      hint: 'Run: vidtoken fetch Xenova/clip --weights /data/weights --dtype q8 – it goes to /data/weights/Xenova/clip.',
    });
  });

  it('quotes a folder with blanks for the shell', async () => {
    const missing = requireModel({ weightsFolder: "/my data/o'neil", model: 'Xenova/clip' });
    await expect(missing).rejects.toMatchObject({
      hint: expect.stringContaining(`--weights '/my data/o'\\''neil' – `),
    });
  });

  it('asks for a folder where the name cannot be that of a model on the hub', async () => {
    const missing = requireModel({ weightsFolder: '/data/weights', model: './nowhere' });
    await expect(missing).rejects.toMatchObject({ hint: expect.stringContaining('organisation/name') });
  });
});

describe('modelKind', () => {
  it('reads type and architectures', async () => {
    const folder = await temporaryFolder();
    await writeModelFolder(folder, CONFIG);
    expect(await modelKind(folder)).toMatchObject({ modelType: 'clip', architectures: ['CLIPModel'] });
  });

  it('names the file that is damaged', async () => {
    const folder = await temporaryFolder();
    await writeModelFolder(folder, { 'config.json': new TextEncoder().encode('{"model_type":') });
    await expect(modelKind(folder)).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(join(folder, 'config.json')),
    });
  });
});

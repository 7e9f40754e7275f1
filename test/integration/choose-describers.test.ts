import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chooseDescribers } from '../../pipelines/stages/choose-describers.js';
import type { LanceVideoStore } from '../../src/store/open-store.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { openTestStore, testRecord } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { writeTinyCaptioner } from '../support/tiny-models/tiny-captioner.js';

const AUTO = { describerIds: ['auto'], settings: {} };

async function storeDescribedBy(describers: readonly (string | undefined)[]): Promise<LanceVideoStore> {
  const store = await openTestStore(await temporaryFolder());
  onTestFinished(() => store.close());
  const records = describers.map((describerId, index) => {
    const { description: _description, ...record } = testRecord(`clip ${index}`);
    if (describerId === undefined) return record;
    return { ...record, description: { text: 'A clip.', describerId, promptHash: 'none' } };
  });
  await store.videos.upsert(records, undefined);
  return store;
}

/** A weights folder with the model file of one classifier; it is not opened. */
async function weightsWithClassifier(): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'yamnet'), { recursive: true });
  await writeFile(join(folder, 'yamnet', 'yamnet.onnx'), 'model');
  await writeFile(join(folder, 'yamnet', 'class_map.csv'), 'index,mid,display_name\n0,/m/1,Speech\n');
  return folder;
}

describe('the describers that auto chooses', () => {
  it('are those that need nothing where nothing is configured', async () => {
    const context = pipelineContext(await temporaryFolder());
    expect(await chooseDescribers(AUTO, { context, store: undefined })).toEqual({
      ids: ['manifest', 'signal'],
      why: 'no model is configured',
    });
  });

  it('are the classifiers where their weights are', async () => {
    const weightsFolder = await weightsWithClassifier();
    const context = pipelineContext(await temporaryFolder(), { weightsFolder });
    const chosen = await chooseDescribers(AUTO, { context, store: undefined });
    expect(chosen.ids).toEqual(['manifest', 'tags']);
    expect(chosen.why).toContain('yamnet');
    expect(chosen.why).toContain(weightsFolder);
  });

  it('cost no money by a key alone, only when a model is named as well', async () => {
    const endpoint = { apiKey: 'a key that is there for something else' };
    const context = pipelineContext(await temporaryFolder(), { endpoint });
    const withoutModel = await chooseDescribers(AUTO, { context, store: undefined });
    expect(withoutModel.ids).toEqual(['manifest', 'signal']);
    const named = { ...AUTO, settings: { model: 'gpt-4o-mini' } };
    const withModel = await chooseDescribers(named, { context, store: undefined });
    expect(withModel.ids).toEqual(['manifest', 'openai']);
    expect(withModel.why).toContain('gpt-4o-mini');
    expect(withModel.why).not.toContain(endpoint.apiKey);
  });

  it('are a local model where the named one lies on disk', async () => {
    const model = join(await temporaryFolder(), 'captioner');
    await writeTinyCaptioner(model);
    const context = pipelineContext(await temporaryFolder(), { endpoint: { apiKey: 'key' } });
    const chosen = await chooseDescribers({ ...AUTO, settings: { model } }, { context, store: undefined });
    expect(chosen.ids).toEqual(['manifest', 'transformers']);
  });

  it('stay those of the store, and say which better one there would be', async () => {
    const weightsFolder = await weightsWithClassifier();
    const context = pipelineContext(await temporaryFolder(), { weightsFolder });
    const store = await storeDescribedBy([
      'signal',
      'signal',
      'openai',
      'manifest',
      'manifest',
      'manifest',
      undefined,
    ]);
    const chosen = await chooseDescribers(AUTO, { context, store });
    expect(chosen.ids).toEqual(['manifest', 'signal']);
    expect(chosen.why).toContain('most videos of this store were described by signal');
    expect(chosen.why).toContain('--describer manifest,tags would change it');
  });

  it('are chosen anew where all descriptions came with the videos', async () => {
    const weightsFolder = await weightsWithClassifier();
    const context = pipelineContext(await temporaryFolder(), { weightsFolder });
    const store = await storeDescribedBy(['manifest', 'manifest']);
    expect((await chooseDescribers(AUTO, { context, store })).ids).toEqual(['manifest', 'tags']);
  });

  it('are not mixed with ids', async () => {
    const context = pipelineContext(await temporaryFolder());
    const mixed = { describerIds: ['auto', 'signal'], settings: {} };
    await expect(chooseDescribers(mixed, { context, store: undefined })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('auto,signal'),
    });
  });
});

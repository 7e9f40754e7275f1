import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { loadTransformers } from '../../src/inference/transformers/load-transformers.js';
import { pretrainedOptions } from '../../src/inference/transformers/pretrained-options.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { writeTinyImageEncoder } from '../support/tiny-models/tiny-image-encoder.js';
import { writeTinySentenceEncoder } from '../support/tiny-models/tiny-sentence-encoder.js';

const OPTIONS = pretrainedOptions({ dtypes: { model: 'fp32' }, threads: 1 });

describe('transformers.js', () => {
  it('loads and runs models without the network and leaves no file', async () => {
    const network = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('there is no network'));
    const { pipeline, RawImage } = await loadTransformers();
    const folder = await temporaryFolder();
    await writeTinyImageEncoder(join(folder, 'image'));
    await writeTinySentenceEncoder(join(folder, 'text'), { words: ['hello', 'world'] });
    const before = await readdir(folder, { recursive: true });
    const pictures = await pipeline('image-feature-extraction', join(folder, 'image'), OPTIONS);
    const grey = new RawImage(new Uint8ClampedArray(20 * 20 * 3).fill(128), 20, 20, 3);
    expect((await pictures([grey, grey])).dims).toEqual([2, 5, 6]);
    const texts = await pipeline('feature-extraction', join(folder, 'text'), OPTIONS);
    expect((await texts(['hello world', 'hello'], { pooling: 'mean' })).dims).toEqual([2, 6]);
    await Promise.all([pictures.dispose(), texts.dispose()]);
    expect(network).not.toHaveBeenCalled();
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });

  it('does not look elsewhere for a model that is not there', async () => {
    const network = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('there is no network'));
    const { AutoModel, env } = await loadTransformers();
    const folder = join(await temporaryFolder(), 'absent');
    await expect(AutoModel.from_pretrained(folder, OPTIONS)).rejects.toThrow(/was not found locally/);
    await expect(AutoModel.from_pretrained('Xenova/absent', { dtype: 'fp32' })).rejects.toThrow(
      /not found locally/,
    );
    await expect(env.fetch('https://huggingface.co/x')).rejects.toThrow(/may not ask the network/);
    expect(network).not.toHaveBeenCalled();
  });

  it('refuses a device that is not known', () => {
    expect(() => pretrainedOptions({ dtypes: {}, threads: 1, device: 'abacus' })).toThrow(
      expect.objectContaining({ code: 'configuration', hint: expect.stringContaining('cuda') }),
    );
  });
});

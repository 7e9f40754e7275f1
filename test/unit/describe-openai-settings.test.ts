import { describe, expect, it } from 'vitest';
import type { DescriberSettings } from '../../src/describe/describer-options.js';
import { createOpenAiDescriber } from '../../src/describe/describers/openai.js';
import { describeInput, openAiOptions } from '../support/openai-describing.js';

const BASE_URL = 'http://127.0.0.1:9/v1';
const describer = (settings: DescriberSettings = {}) =>
  createOpenAiDescriber(openAiOptions(BASE_URL, settings));

async function bound(
  settings: DescriberSettings,
  text = describeInput().text,
): Promise<{ inputTokens: number; outputTokens: number }> {
  const { estimate } = await describer(settings);
  const found = estimate?.(describeInput({ text }));
  if (found === undefined) throw new Error('no estimate');
  return found;
}

describe('the openai describer before any call', () => {
  it('says what it is', async () => {
    expect(await describer()).toMatchObject({
      id: 'openai',
      model: 'test-model',
      needs: 'media',
      canRepair: true,
      concurrency: 8,
      promptHash: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect((await describer({ concurrency: 3 })).concurrency).toBe(3);
  });

  it('has parameters that are the same for the same settings and differ with each that changes an answer', async () => {
    const { parameters } = await describer();
    expect((await describer({ callTimeoutMs: 5000, concurrency: 2 })).parameters).toBe(parameters);
    const changes: DescriberSettings[] = [
      { frameCount: 4 },
      { frameMaxSidePixels: 256 },
      { contactSheet: true },
      { maxOutputTokens: 100 },
      { temperature: 0 },
      { language: 'German' },
    ];
    const others = await Promise.all(changes.map(async (settings) => (await describer(settings)).parameters));
    expect(new Set([parameters, ...others]).size).toBe(changes.length + 1);
    expect(JSON.parse(parameters)).toMatchObject({ frameCount: 8, temperature: 0.2, maxOutputTokens: 900 });
  });

  it('needs a model, and says how it is given', async () => {
    const { model: _, ...settings } = openAiOptions(BASE_URL).settings;
    await expect(createOpenAiDescriber({ ...openAiOptions(BASE_URL), settings })).rejects.toMatchObject({
      code: 'configuration',
      hint: expect.stringMatching(/--describer-model or VIDTOKEN_DESCRIBER_MODEL/),
    });
  });

  it('needs a key for OpenAI itself and none for another server', async () => {
    const options = openAiOptions(undefined);
    await expect(createOpenAiDescriber({ ...options, endpoint: {} })).rejects.toMatchObject({
      code: 'configuration',
      hint: expect.stringContaining('OPENAI_API_KEY'),
    });
    await expect(
      createOpenAiDescriber({ ...options, endpoint: { baseUrl: BASE_URL } }),
    ).resolves.toBeDefined();
    await expect(createOpenAiDescriber(options)).resolves.toBeDefined();
  });
});

describe('the bound of a call', () => {
  it('grows with every byte of text and every picture', async () => {
    const eight = await bound({ model: 'gpt-4o' });
    const four = await bound({ model: 'gpt-4o', frameCount: 4 });
    // Four pictures at 85 tokens and 8 for their marks, and their times: ", 99999.9" is nine bytes.
    expect(eight.inputTokens - four.inputTokens).toBe(4 * (85 + 8) + 4 * 9);
    const short = await bound({ model: 'gpt-4o' }, { title: 'ab', tags: [] });
    const long = await bound({ model: 'gpt-4o' }, { title: 'abé🙂', tags: [] });
    expect(long.inputTokens - short.inputTokens).toBe(2 + 4);
  });

  it('does not grow beyond the limits of the texts', async () => {
    const book = 'word '.repeat(100_000);
    const { inputTokens } = await bound(
      { model: 'gpt-4o' },
      { title: book, tags: [book], transcript: book, onScreenText: book },
    );
    expect(inputTokens).toBeLessThan(12_000);
  });

  it('counts one sheet once, and the answer as long as it may be', async () => {
    const sheet = await bound({ model: 'gpt-4o', contactSheet: true });
    const single = await bound({ model: 'gpt-4o' });
    expect(sheet.inputTokens).toBeLessThan(single.inputTokens + 765);
    expect(single.outputTokens).toBe(900);
    expect((await bound({ maxOutputTokens: 123 })).outputTokens).toBe(123);
  });
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageInfo } from '../../src/config/package-info.js';
import type { DescribeInput } from '../../src/core/description.js';
import { measure } from '../../src/describe/measure.js';
import { createDescriber, DEFAULT_DESCRIBER_CHAIN, DESCRIBER_IDS } from '../../src/describe/registry.js';
import { syntheticSample } from '../support/synthetic-sample.js';

const promptsFolder = join(packageInfo().root, 'prompts');
const signal = new AbortController().signal;

function input(): DescribeInput {
  const sample = syntheticSample();
  return {
    info: sample.info,
    text: sample.text,
    measurements: measure(sample),
    providedDescription: 'A red bar moves to the right.',
  };
}

describe.each(DESCRIBER_IDS)('describer %s', (id) => {
  it('answers with its own id, its prompt hash and a plain line of text', async () => {
    const describer = await createDescriber(id, { promptsFolder });
    const description = await describer.describe(input(), { signal });
    expect(describer.id).toBe(id);
    expect(describer.promptHash).toMatch(/^(none|[0-9a-f]{16})$/);
    expect(description).toMatchObject({ describerId: id, promptHash: describer.promptHash });
    expect(description?.text).toMatch(/^\S.*\S$/);
    expect(description?.text).not.toMatch(/[\p{Cc}{}]/u);
  });

  it('says the same each time', async () => {
    const describer = await createDescriber(id, { promptsFolder });
    const again = await createDescriber(id, { promptsFolder });
    expect(await again.describe(input(), { signal })).toEqual(await describer.describe(input(), { signal }));
  });

  it('stops with the reason of an abort', async () => {
    const describer = await createDescriber(id, { promptsFolder });
    const reason = new Error('enough');
    await expect(describer.describe(input(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('lets no control character of a stranger through', async () => {
    const describer = await createDescriber(id, { promptsFolder });
    const hostile = 'a\u0000b\u001b[31m\nc\u202Ed';
    const described = await describer.describe(
      { ...input(), text: { title: hostile, tags: [hostile] }, providedDescription: hostile },
      { signal },
    );
    expect(described?.text).not.toMatch(/[\p{Cc}\u202E]/u);
  });
});

describe('the describer registry', () => {
  it('asks the text that came with the video first', () => {
    expect(DEFAULT_DESCRIBER_CHAIN).toEqual(['manifest', 'signal']);
  });

  it('names the known describers when asked for another', async () => {
    await expect(createDescriber('oracle', { promptsFolder })).rejects.toMatchObject({
      code: 'configuration',
      message: 'There is no describer "oracle".',
      hint: 'Known describers: manifest, signal.',
    });
  });
});

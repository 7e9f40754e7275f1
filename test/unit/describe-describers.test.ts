import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageInfo } from '../../src/config/package-info.js';
import type { DescribeInput, Describer, Measurements } from '../../src/core/description.js';
import { contentHash } from '../../src/core/ids.js';
import { describeWithChain } from '../../src/describe/describe-with-chain.js';
import { createManifestDescriber } from '../../src/describe/describers/manifest.js';
import { createSignalDescriber } from '../../src/describe/describers/signal.js';
import { factsDescriber } from '../../src/describe/facts-describer.js';
import { parsePromptFile } from '../../src/describe/prompt-file.js';
import { quotedText, safeText } from '../../src/describe/safe-text.js';
import { durationWords } from '../../src/describe/signal/duration-words.js';
import { SYNTHETIC_INFO } from '../support/synthetic-sample.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const promptsFolder = join(packageInfo().root, 'prompts');
const signal = new AbortController().signal;

const MEASUREMENTS: Measurements = {
  brightness: 0.7,
  contrast: 0.2,
  saturation: 0.3,
  dominantColours: [
    { name: 'white', share: 0.6 },
    { name: 'blue', share: 0.2 },
  ],
  motion: 0.05,
  visibleCuts: 0,
  frameCount: 8,
  audio: { kind: 'music-like', loudnessDbfs: -20, silentShare: 0, onsetsPerSecond: 1 },
};

function input(overrides: Partial<DescribeInput> = {}): DescribeInput {
  return {
    contentHash: contentHash('0'.repeat(64)),
    info: SYNTHETIC_INFO,
    text: { tags: [] },
    measurements: MEASUREMENTS,
    media: () => Promise.reject(new Error('These describers look at no file.')),
    ...overrides,
  };
}

async function said(overrides: Partial<DescribeInput> = {}): Promise<string> {
  const describer = await createSignalDescriber({ promptsFolder });
  return (await describer.describe(input(overrides), { signal }))?.text ?? '';
}

function withMeasurements(overrides: Partial<Measurements>): Promise<string> {
  return said({ measurements: { ...MEASUREMENTS, ...overrides } });
}

describe('the signal describer', () => {
  it('says what was measured in whole sentences', async () => {
    // 70 + 20 + 30 + 8 = 128 chooses the first of two wordings, 129 the second.
    expect(await said()).toBe(
      'A bright square video of 4 seconds, mostly white and blue. There is a fair amount of motion. ' +
        'A moderately loud sound resembles music.',
    );
    expect(await withMeasurements({ brightness: 0.71 })).toBe(
      'This square video lasting 4 seconds is bright, largely white and blue. The picture changes moderately. ' +
        'The sound is music-like and moderately loud.',
    );
  });

  it('does not state a length that is not known', async () => {
    const { durationSeconds: _, ...info } = SYNTHETIC_INFO;
    expect(await said({ info })).toMatch(/^A bright square video, mostly white and blue\./);
  });

  it('does not state motion or cuts of a single frame', async () => {
    const { motion: _, ...still } = MEASUREMENTS;
    const text = await said({ measurements: { ...still, frameCount: 2 } });
    expect(text).toBe(
      'A bright square video of 4 seconds, mostly white and blue. A moderately loud sound resembles music.',
    );
  });

  it('tells no sound track, a silent one and one that could not be measured apart', async () => {
    const { audio: _, ...unmeasured } = MEASUREMENTS;
    const { audio: __, ...soundless } = SYNTHETIC_INFO;
    expect(await said({ measurements: unmeasured, info: soundless })).toContain('It has no sound.');
    expect(await said({ measurements: unmeasured })).not.toMatch(/sound/);
    const silent = { kind: 'silent', loudnessDbfs: -100, silentShare: 1, onsetsPerSecond: 0 } as const;
    expect(await withMeasurements({ audio: silent })).toContain('The sound track is silent.');
  });

  it('names orientation, cuts with their rate, pauses and sudden starts', async () => {
    const info = { ...SYNTHETIC_INFO, durationSeconds: 30, video: { ...SYNTHETIC_INFO.video, height: 128 } };
    const audio = { kind: 'speech-like', loudnessDbfs: -40, silentShare: 0.6, onsetsPerSecond: 3 } as const;
    expect(await said({ info, measurements: { ...MEASUREMENTS, visibleCuts: 3, audio } })).toBe(
      'A bright portrait video of 30 seconds, mostly white and blue. There is a fair amount of motion, and at least ' +
        '3 cuts are visible, 6.0 a minute. A quiet sound has the rhythm of speech, with long pauses, full of sudden starts.',
    );
    expect(await withMeasurements({ visibleCuts: 1 })).toContain('motion, and at least one cut is visible.');
  });

  it('quotes title and tags, so that they stay data', async () => {
    const title = 'He said "stop". {brightness}\nIgnore\u0007 all this';
    const text = await said({ text: { title, tags: ['a', ' ', '"b"'] } });
    expect(text).toContain(
      `The title is "He said 'stop'. {brightness} Ignore all this" and the tags are "a" and "'b'".`,
    );
    expect(await said({ text: { tags: ['x'] } })).toContain('Its tags are "x".');
  });

  it('carries the hash of its template', async () => {
    const content = await readFile(join(promptsFolder, 'describe', 'signal.v1.md'));
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
    expect((await createSignalDescriber({ promptsFolder })).promptHash).toBe(hash);
  });
});

describe('the template of the signal describer', () => {
  async function changed(edit: (content: string) => string): Promise<string> {
    const folder = await temporaryFolder();
    const content = await readFile(join(promptsFolder, 'describe', 'signal.v1.md'), 'utf8');
    await mkdir(join(folder, 'describe'));
    await writeFile(join(folder, 'describe', 'signal.v1.md'), edit(content));
    return folder;
  }

  it.each<[string, (content: string) => string, string]>([
    ['a slot is missing', (content) => content.replace('## pauses', '## breaks'), 'pauses'],
    ['a slot is empty', (content) => content.replace('- square', ''), 'orientation-square'],
    ['a phrase lacks a word', (content) => content.replace('- of {duration}', '- of a while'), 'duration'],
    ['the version is not a number', (content) => content.replace('version: 1', 'version: one'), 'version'],
    ['there is no front-matter', (content) => content.replace('---', ''), 'front-matter'],
  ])('is refused when %s', async (_name, edit, named) => {
    const folder = await changed(edit);
    await expect(createSignalDescriber({ promptsFolder: folder })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(named),
    });
  });

  it('is refused when the file is missing, naming it', async () => {
    const folder = await temporaryFolder();
    await expect(createSignalDescriber({ promptsFolder: folder })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(join(folder, 'describe', 'signal.v1.md')),
    });
  });
});

describe('a prompt file', () => {
  it('gives task, version, body and the same hash under Windows line ends', () => {
    const content = '---\ntask: describe\nversion: 12\n---\nSay it.\n';
    const file = parsePromptFile(content, 'x.md');
    expect(file).toMatchObject({ task: 'describe', version: 12, body: 'Say it.\n' });
    expect(parsePromptFile(content.replaceAll('\n', '\r\n'), 'x.md')).toEqual(file);
    expect(parsePromptFile(content.replace('12', '13'), 'x.md').hash).not.toBe(file.hash);
  });
});

describe('the manifest describer', () => {
  const describer = createManifestDescriber();

  it('hands on the text that came with the video as one plain line', async () => {
    const described = await describer.describe(input({ providedDescription: ' A dog\u0000\n\tbarks. ' }), {
      signal,
    });
    expect(described).toEqual({ text: 'A dog barks.', describerId: 'manifest', promptHash: 'none' });
  });

  it('has nothing to say without one', async () => {
    expect(await describer.describe(input(), { signal })).toBeUndefined();
    expect(await describer.describe(input({ providedDescription: ' \u0000 ' }), { signal })).toBeUndefined();
  });

  it('cuts a book', async () => {
    const described = await describer.describe(input({ providedDescription: '🙂'.repeat(50_000) }), {
      signal,
    });
    expect([...(described?.text ?? '')]).toHaveLength(4000);
  });
});

describe('plain text of strangers', () => {
  it('ends a cut text with an ellipsis and leaves a short one alone', () => {
    expect(safeText('abcdef', 6)).toBe('abcdef');
    expect(safeText('abc defg', 5)).toBe('abc…');
    expect(safeText('👨‍👩‍👧 ok', 20)).toBe('👨‍👩‍👧 ok');
    expect(quotedText('“x” "y"', 20)).toBe(`"'x' 'y'"`);
  });

  it.each([
    [0.2, 'less than a second'],
    [1.2, '1 second'],
    [59.4, '59 seconds'],
    [59.6, '1 minute'],
    [125, '2 minutes and 5 seconds'],
    [3599.7, '1 hour'],
    [3780, '1 hour and 3 minutes'],
  ])('puts %d s into words', (seconds, text) => {
    expect(durationWords(seconds)).toBe(text);
  });
});

describe('a chain of describers', () => {
  const speaker = (id: string, text: string | undefined): Describer =>
    factsDescriber({
      id,
      promptHash: 'none',
      describe: async () => (text === undefined ? undefined : { text, describerId: id, promptHash: 'none' }),
    });

  it('takes the first answer', async () => {
    const chain = [speaker('a', undefined), speaker('b', 'B.'), speaker('c', 'C.')];
    expect(await describeWithChain(chain, input(), { signal })).toMatchObject({
      describerId: 'b',
      text: 'B.',
    });
    expect(await describeWithChain([speaker('a', undefined)], input(), { signal })).toBeUndefined();
  });

  it('does not hide an error behind the next describer', async () => {
    const failing: Describer = { ...speaker('a', ''), describe: () => Promise.reject(new Error('quota')) };
    await expect(describeWithChain([failing, speaker('b', 'B.')], input(), { signal })).rejects.toThrow(
      'quota',
    );
  });

  it('tells who is asked', async () => {
    const asked: string[] = [];
    const chain = [speaker('a', undefined), speaker('b', 'B.'), speaker('c', 'C.')];
    await describeWithChain(chain, input(), { signal, onAsk: ({ id }) => asked.push(id) });
    expect(asked).toEqual(['a', 'b']);
  });

  it('asks nobody after an abort', async () => {
    const aborted = AbortSignal.abort(new Error('stop'));
    await expect(describeWithChain([speaker('a', 'A.')], input(), { signal: aborted })).rejects.toThrow(
      'stop',
    );
  });
});

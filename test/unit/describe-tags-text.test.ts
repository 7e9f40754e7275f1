import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageInfo } from '../../src/config/package-info.js';
import type { DescribeInput, Measurements } from '../../src/core/description.js';
import { contentHash } from '../../src/core/ids.js';
import { silentLogger } from '../../src/core/runtime.js';
import type { DescriberOptions } from '../../src/describe/describer-options.js';
import { createTagsDescriber } from '../../src/describe/describers/tags.js';
import { phraseBook } from '../../src/describe/phrase-book.js';
import { readPromptFile } from '../../src/describe/prompt-file.js';
import type { TagsFacts } from '../../src/describe/tags/gather-facts.js';
import { tagRules } from '../../src/describe/tags/tag-rules.js';
import type { TieredTags } from '../../src/describe/tags/tag-tiers.js';
import { tagsModelsPresent } from '../../src/describe/tags/tags-models.js';
import { type SayTags, TAGS_SLOTS } from '../../src/describe/tags/tags-slots.js';
import { tagsText } from '../../src/describe/tags/tags-text.js';
import { SYNTHETIC_INFO } from '../support/synthetic-sample.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const promptsFolder = join(packageInfo().root, 'prompts');

const MEASUREMENTS: Measurements = {
  brightness: 0.9,
  contrast: 0.1,
  saturation: 0.2,
  dominantColours: [{ name: 'white', share: 0.8 }],
  motion: 0.05,
  visibleCuts: 0,
  frameCount: 8,
  audio: { kind: 'speech-like', loudnessDbfs: -20, silentShare: 0, onsetsPerSecond: 1 },
};

const INPUT: DescribeInput = {
  contentHash: contentHash('0'.repeat(64)),
  info: SYNTHETIC_INFO,
  text: { tags: [] },
  measurements: MEASUREMENTS,
  media: () => Promise.reject(new Error('The text is made from facts alone.')),
};

async function said(facts: TagsFacts, input: Partial<DescribeInput> = {}): Promise<string> {
  const name = join('describe', 'tags.v1.md');
  const file = await readPromptFile(promptsFolder, name);
  const book = phraseBook({ file, path: name, slots: TAGS_SLOTS });
  const say: SayTags = (slot, values = {}) => book.fill(slot, values, 0);
  return tagsText({ ...INPUT, ...input }, { facts, say });
}

function tags(phrases: Partial<Record<keyof TieredTags, readonly string[]>>): TieredTags {
  const of = (tier: keyof TieredTags) =>
    (phrases[tier] ?? []).map((phrase) => ({ key: phrase, phrase, score: 1, peak: 1, broader: [] }));
  return {
    clearly: of('clearly'),
    probably: of('probably'),
    perhaps: of('perhaps'),
    resembles: of('resembles'),
    passing: of('passing'),
  };
}

const START = 'A very bright square video of 4 seconds, mostly white. There is a fair amount of motion.';

describe('the text of the tags describer', () => {
  it('words every statement by how sure it is', async () => {
    const facts: TagsFacts = {
      layout: {},
      seen: tags({
        clearly: ['a barbell', 'a bench'],
        probably: ['a dog'],
        perhaps: ['a cup', 'a hat'],
        resembles: ['a knot'],
        passing: ['a car'],
      }),
    };
    expect(
      await said(facts, {
        measurements: {
          ...MEASUREMENTS,
          audio: {
            ...MEASUREMENTS.audio,
            kind: 'silent',
            loudnessDbfs: -90,
            silentShare: 1,
            onsetsPerSecond: 0,
          },
        },
      }),
    ).toBe(
      `${START} It clearly shows a barbell and a bench. It probably shows a dog. It perhaps shows a cup or a hat. ` +
        'Something in it resembles a knot. At times it probably shows a car. The sound track is silent.',
    );
  });

  it('says what is heard instead of the guess from the signal', async () => {
    const heard = tags({ clearly: ['rain'], probably: ['a dog barking'] });
    const speech = { soundSeconds: 4, spokenSeconds: 0 };
    expect(await said({ layout: {}, heard, speech })).toBe(
      `${START} The sound is moderately loud. It clearly sounds like rain. It probably sounds like a dog barking. ` +
        'Nobody is heard speaking.',
    );
  });

  it('keeps the guess from the signal where no classifier listened', async () => {
    expect(await said({ layout: {} })).toBe(`${START} A moderately loud sound has the rhythm of speech.`);
  });

  it.each([
    [3.5, 'Somebody speaks during most of it.'],
    [2, 'Somebody speaks during about half of it.'],
    [1, 'Somebody speaks during some of it.'],
  ])('says during which part somebody speaks: %d of 4 seconds', async (spokenSeconds, sentence) => {
    const text = await said({ layout: {}, heard: tags({}), speech: { soundSeconds: 4, spokenSeconds } });
    expect(text).toBe(`${START} The sound is moderately loud. ${sentence}`);
  });

  it('says where things lie, as far as it is known', async () => {
    const measurements = { ...MEASUREMENTS };
    const layout = {
      backgroundColour: 'white',
      subject: { heightOverWidth: 2.5, share: 0.1, rows: { first: 0, end: 90 } },
      movement: [0.6, 0.3, 0.1],
      touch: { colour: 'red', share: 0.01, thirds: [0.3, 0.4, 0.3] },
    } as const;
    expect(await said({ layout, heard: tags({}) }, { measurements })).toBe(
      `${START} The subject is much taller than wide and stands out from a plain white background. ` +
        'Most of the movement is in the upper part of the subject. There are touches of red on the subject. ' +
        'The sound is moderately loud.',
    );
    const still = { ...MEASUREMENTS, motion: 0.001 };
    expect(await said({ layout: { movement: [1, 0, 0] }, heard: tags({}) }, { measurements: still })).toBe(
      'A very bright square video of 4 seconds, mostly white. The picture hardly changes. ' +
        'The sound is moderately loud.',
    );
  });

  it('quotes what strangers wrote', async () => {
    const text = await said({ layout: {} }, { text: { title: 'My "dog"\u0007', tags: [] } });
    expect(text).toContain(`The title is "My 'dog'".`);
  });
});

describe('the tags describer without models', () => {
  const options = (weightsFolder: string): DescriberOptions => ({
    promptsFolder,
    weightsFolder,
    threads: 1,
    offline: true,
    settings: {},
    endpoint: {},
    encodeJpeg: () => Promise.reject(new Error('No picture is sent anywhere.')),
    logger: silentLogger,
  });

  it('says which models it looks for, and where', async () => {
    const weightsFolder = await temporaryFolder();
    expect(await tagsModelsPresent(weightsFolder)).toEqual([]);
    await expect(createTagsDescriber(options(weightsFolder))).rejects.toMatchObject({
      code: 'weights-missing',
      message: `The describer tags has no model in ${weightsFolder}: it looks for mobilenet_v2, yamnet and silero-vad.`,
    });
  });
});

describe('the rules of the wordings', () => {
  it('take the confidence floor of a person for pictures and sounds alike', () => {
    const { pictures, sounds } = tagRules(0.55);
    expect([pictures.floor, sounds.floor]).toEqual([0.55, 0.55]);
    expect(tagRules(undefined).pictures.floor).toBeGreaterThan(tagRules(undefined).sounds.floor);
  });
});

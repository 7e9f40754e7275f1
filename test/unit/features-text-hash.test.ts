import { describe, expect, it } from 'vitest';
import { tokenCount } from '../../src/core/features.js';
import type { VideoText } from '../../src/core/media.js';
import { createTextHash } from '../../src/features/extractors/text-hash.js';
import { fnv1a } from '../../src/features/text/fnv1a.js';
import { words } from '../../src/features/text/words.js';
import { cosine, norm } from '../../src/math/vector.js';
import { syntheticSample } from '../support/synthetic-sample.js';

const extractor = createTextHash();
const signal = new AbortController().signal;
const base = syntheticSample();
const hashed = (text: VideoText) => extractor.extract({ ...base, text }, { signal });

async function pooled(title: string, tags: readonly string[] = []): Promise<Float32Array> {
  const sequence = await hashed({ title, tags });
  if (sequence === undefined) throw new Error(`nothing hashed of "${title}"`);
  return sequence.pooled;
}

describe('FNV-1a', () => {
  it('agrees with the published vectors', () => {
    expect(fnv1a('')).toBe(0x811c9dc5);
    expect(fnv1a('a')).toBe(0xe40c292c);
    expect(fnv1a('foobar')).toBe(0xbf9cf968);
  });
});

describe('words', () => {
  it.each([
    ['Dumbbell REAR-lunge! 2x', ['dumbbell', 'rear', 'lunge', '2x']],
    ['ﬁtness ＡＢＣ Straße', ['fitness', 'abc', 'strasse']],
    ['猫がvideo', ['猫', 'が', 'video']],
    ['👍🏽 👨‍👩‍👧 🇩🇪🇫🇷 ❤️❤', ['👍🏽', '👨‍👩‍👧', '🇩🇪', '🇫🇷', '❤', '❤']],
    ['हिन्दी', ['हिन्दी']],
    ['!!!', ['!!!']],
    ['  \n ', []],
  ])('splits %j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it('reads composed and decomposed letters alike', () => {
    expect(words('Café')).toEqual(words('Cafe\u0301'));
  });
});

describe('text-hash', () => {
  it('gives one unit token for each word of the title and each tag', async () => {
    const sequence = await hashed({ title: 'Red bar', tags: ['sport', 'at home', ' '] });
    if (sequence === undefined) throw new Error('missing');
    expect(tokenCount(sequence)).toBe(4);
    expect([...sequence.timesSeconds]).toEqual([0, 0, 0, 0]);
    for (let token = 0; token < 4; token += 1) {
      expect(
        norm(sequence.tokens.subarray(token * sequence.width, (token + 1) * sequence.width)),
      ).toBeCloseTo(1, 5);
    }
    expect(norm(sequence.pooled)).toBeCloseTo(1, 5);
  });

  it('has nothing to say without title and tags', async () => {
    expect(await hashed({ tags: [] })).toBeUndefined();
    expect(await hashed({ title: ' ', tags: ['', '\t'] })).toBeUndefined();
  });

  it('finds inflections near, other words far and the order of words less important', async () => {
    const lunge = await pooled('dumbbell lunge');
    expect(cosine(lunge, await pooled('dumbbell lunges'))).toBeGreaterThan(0.5);
    expect(cosine(lunge, await pooled('Lunge, dumbbell'))).toBeGreaterThan(0.85);
    expect(Math.abs(cosine(lunge, await pooled('cat video')))).toBeLessThan(0.2);
    expect(cosine(await pooled('かわいい猫'), await pooled('かわいい犬'))).toBeGreaterThan(0.5);
  });

  it('does not let a pair of words reach from one tag into the next', async () => {
    const apart = await pooled('a', ['red', 'car']);
    const swapped = await pooled('a', ['car', 'red']);
    expect(cosine(apart, swapped)).toBeCloseTo(1, 6);
  });

  it('never hashes a word of one letter to nothing', async () => {
    for (let code = 0x4e00; code < 0x4e00 + 1200; code += 1) {
      expect(norm(await pooled(String.fromCharCode(code)))).toBeCloseTo(1, 5);
    }
  });

  it('keeps a novel in a title and a thousand tags within bounds', async () => {
    const sequence = await hashed({
      title: 'word '.repeat(100_000),
      tags: new Array(1000).fill('x'.repeat(1e4)),
    });
    expect(sequence === undefined ? 0 : tokenCount(sequence)).toBe(64);
  });

  it('gives a unit token for each eight words that are said or written in the picture', async () => {
    const transcript = 'one two three four five six seven eight nine ten';
    const sequence = await hashed({ title: 'Red', tags: [], transcript, onScreenText: 'SALE!' });
    if (sequence === undefined) throw new Error('missing');
    expect(tokenCount(sequence)).toBe(1 + 2 + 1);
    const sale = await hashed({ title: 'sale', tags: [] });
    expect(sequence.tokens.slice(-sequence.width)).toEqual(sale?.tokens);
    expect(norm(sequence.pooled)).toBeCloseTo(1, 5);
  });

  it('weighs a transcript half as much as title and tags, however long it is', async () => {
    const [title, transcript] = ['dumbbell lunge', 'cat video '.repeat(30).trim()];
    const both = await hashed({ title, tags: [], transcript });
    const said = await hashed({ tags: [], transcript });
    if (both === undefined || said === undefined) throw new Error('missing');
    const named = await pooled(title);
    const expected = named.map((value, place) => value + 0.5 * (said.pooled[place] as number));
    expect(cosine(both.pooled, expected)).toBeCloseTo(1, 6);
  });

  it('reads a text that is not there as one that is empty', async () => {
    const bare = await hashed({ title: 'Red bar', tags: ['sport'] });
    expect(await hashed({ title: 'Red bar', tags: ['sport'], transcript: ' ', onScreenText: '' })).toEqual(
      bare,
    );
    expect(await hashed({ tags: [], transcript: '', onScreenText: '\n' })).toBeUndefined();
  });

  it('keeps an endless transcript within bounds', async () => {
    const sequence = await hashed({
      tags: [],
      transcript: 'word '.repeat(100_000),
      onScreenText: 'x'.repeat(1e6),
    });
    expect(sequence === undefined ? 0 : tokenCount(sequence)).toBeLessThanOrEqual(48);
  });
});

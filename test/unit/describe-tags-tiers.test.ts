import { describe, expect, it } from 'vitest';
import { type TagCandidate, type TierRules, tieredTags } from '../../src/describe/tags/tag-tiers.js';

const RULES: TierRules = {
  least: { clearly: 0.8, probably: 0.6, perhaps: 0.4 },
  floor: 0.2,
  passingPeak: 0.9,
  most: { clearly: 2, probably: 2, perhaps: 2, resembles: 2, passing: 1 },
};

function candidate(key: string, score: number, more: Partial<TagCandidate> = {}): TagCandidate {
  return { key, phrase: `a ${key}`, score, peak: score, broader: [], ...more };
}

function stated(candidates: readonly TagCandidate[], rules = RULES): Record<string, string[]> {
  const entries = Object.entries(tieredTags(candidates, rules)).map(([tier, tags]) => [
    tier,
    tags.map(({ phrase }) => phrase),
  ]);
  return Object.fromEntries(entries.filter(([, phrases]) => phrases?.length !== 0));
}

describe('what is stated, and how surely', () => {
  it('follows the score, from clearly down to the floor', () => {
    const scores = { car: 0.8, dog: 0.79, cat: 0.6, hat: 0.4, cup: 0.39, pen: 0.2, fig: 0.19 };
    expect(stated(Object.entries(scores).map(([key, score]) => candidate(key, score)))).toEqual({
      clearly: ['a car'],
      probably: ['a dog', 'a cat'],
      perhaps: ['a hat'],
      resembles: ['a cup', 'a pen'],
    });
  });

  it('keeps the surest of a wording when there are too many', () => {
    expect(stated([candidate('a', 0.81), candidate('b', 0.95), candidate('c', 0.9)])).toEqual({
      clearly: ['a b', 'a c'],
    });
  });

  it('leaves out what something more exact says as surely', () => {
    const vehicle = candidate('vehicle', 0.9);
    const helicopter = candidate('helicopter', 0.85, { broader: ['vehicle'] });
    expect(stated([vehicle, helicopter])).toEqual({ clearly: ['a helicopter'] });
  });

  it('keeps the general beside the exact when that is less sure', () => {
    const vehicle = candidate('vehicle', 0.9);
    const helicopter = candidate('helicopter', 0.5, { broader: ['vehicle'] });
    expect(stated([vehicle, helicopter])).toEqual({ clearly: ['a vehicle'], perhaps: ['a helicopter'] });
  });

  it('says one phrase once, in its surest wording', () => {
    const bark = candidate('bark', 0.5, { phrase: 'a dog barking' });
    const bowWow = candidate('bow-wow', 0.9, { phrase: 'a dog barking' });
    expect(stated([bark, bowWow])).toEqual({ clearly: ['a dog barking'] });
  });

  it('calls something passing that is sure at times but under the floor as a whole', () => {
    expect(
      stated([
        candidate('dog', 0.1, { peak: 0.95 }),
        candidate('cat', 0.15, { peak: 0.9 }),
        candidate('cow', 0.1, { peak: 0.89 }),
      ]),
    ).toEqual({ passing: ['a cat'] });
  });

  it('says nothing at all under a floor above every score, not even passing things', () => {
    expect(stated([candidate('dog', 0.9, { peak: 0.95 })], { ...RULES, floor: 0.99 })).toEqual({});
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { videoTokenDefaults } from '../../models/video-token/config.js';
import { BASE_VOCABULARY, SPECIAL_IDS, Tokenizer } from '../../models/video-token/tokenizer.js';
import { hasSharedClips, SHARED_CLIPS } from '../support/shared-data.js';

describe('the tokenizer', () => {
  it('merges the most frequent pair first and the smaller ids on a tie', () => {
    // Pairs of "abab cd" × 2: ab 4, ba 2, (space c) 2, cd 2.
    const tokenizer = Tokenizer.train(['abab cd', 'abab cd'], BASE_VOCABULARY + 1);
    const byte = (letter: string): number => 4 + letter.charCodeAt(0);
    expect(tokenizer.toJson().merges).toEqual([[byte('a'), byte('b')]]);
    expect(tokenizer.encode('abab')).toEqual([BASE_VOCABULARY, BASE_VOCABULARY]);
    expect(tokenizer.encode('ba')).toEqual([byte('b'), byte('a')]);
  });

  it('never loses a character, whatever the script', () => {
    const tokenizer = Tokenizer.train(['a red square moves', 'a blue square stands'], 300);
    for (const text of [
      'a violet triangle',
      'ein größeres maß',
      '漢字かな交じり文'.repeat(20),
      '👩‍👩‍👧 dances 💃🏽!',
      'tabs\tand\nlines  and   gaps',
      '\u0000\u001b[31m',
    ]) {
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    }
  });

  it('folds case and composes accents, so that one word has one form', () => {
    const tokenizer = Tokenizer.train([], 260);
    expect(tokenizer.encode('ÉCOLE')).toEqual(tokenizer.encode('e\u0301cole'));
  });

  it('is the same after it was saved as JSON', () => {
    const tokenizer = Tokenizer.train(['the cat sat on the mat', 'the dog sat on the log'], 290);
    const again = Tokenizer.fromJson(JSON.parse(JSON.stringify(tokenizer.toJson())));
    expect(again.encode('the cat on the log')).toEqual(tokenizer.encode('the cat on the log'));
    expect(again.vocabularySize).toBe(tokenizer.vocabularySize);
  });

  it('stays below the wanted vocabulary and stops when no pair repeats', () => {
    expect(Tokenizer.train(['abcdefg'], 1000).vocabularySize).toBe(BASE_VOCABULARY);
    expect(Tokenizer.train(['aaaa bbbb aaaa bbbb'.repeat(3)], 262).vocabularySize).toBe(262);
  });

  it('refuses a damaged file', () => {
    const damaged = { format: 'vidtoken-byte-pair-1', merges: [[4, 261]] };
    expect(() => Tokenizer.fromJson(damaged)).toThrow('not of the format');
    expect(() => Tokenizer.fromJson('[]')).toThrow('not of the format');
  });

  it('says nothing for special ids', () => {
    const tokenizer = Tokenizer.train([], 260);
    expect(tokenizer.decode([SPECIAL_IDS.begin, ...tokenizer.encode('hi'), SPECIAL_IDS.end])).toBe('hi');
  });

  it.skipIf(!hasSharedClips)('fits 99 % of 470-character descriptions into the default length', () => {
    const lines = readFileSync(SHARED_CLIPS, 'utf8').trim().split('\n');
    const texts = lines.map((line) => (JSON.parse(line) as { description: string }).description);
    const tokenizer = Tokenizer.train(texts.slice(0, 600), videoTokenDefaults.vocabularySize);
    const short = texts.filter(
      (text) => tokenizer.encode(text).length < videoTokenDefaults.maximumDescriptionTokens,
    );
    expect(short.length / texts.length).toBeGreaterThan(0.99);
  });
});

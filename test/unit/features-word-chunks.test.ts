import { describe, expect, it } from 'vitest';
import { wordChunks } from '../../src/features/text/word-chunks.js';

describe('a long text in pieces', () => {
  it('of so many words', () => {
    const limits = { words: 2, characters: 100, chunks: 10 };
    expect(wordChunks('  one two\nthree four\tfive ', limits)).toEqual(['one two', 'three four', 'five']);
    expect(wordChunks(' \n ', limits)).toEqual([]);
  });

  it('of so many characters, where there are no blanks', () => {
    const chunks = wordChunks('猫'.repeat(200), { words: 80, characters: 100, chunks: 10 });
    expect(chunks.join('').replaceAll(' ', '')).toBe('猫'.repeat(200));
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(100);
  });

  it('and no more of them than allowed', () => {
    expect(wordChunks('a b c d e f', { words: 2, characters: 100, chunks: 2 })).toEqual(['a b', 'c d']);
    expect(wordChunks('a b c d', { words: 2, characters: 100, chunks: 2 })).toEqual(['a b', 'c d']);
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../src/core/ids.js';
import { splitOf } from '../../src/dataset/split.js';

const hashes = Array.from({ length: 4000 }, (_, index) =>
  contentHash(createHash('sha256').update(String(index)).digest('hex')),
);

describe('splitOf', () => {
  it('puts about the asked share into validation', () => {
    const count = hashes.filter((hash) => splitOf(hash, 0.2) === 'validation').length;
    // 800 expected, standard deviation 25.
    expect(Math.abs(count - 800)).toBeLessThan(130);
  });

  it('only moves videos out of train when the share is raised', () => {
    const small = hashes.filter((hash) => splitOf(hash, 0.1) === 'validation');
    expect(small.every((hash) => splitOf(hash, 0.3) === 'validation')).toBe(true);
  });

  it('means nobody and everybody at the ends', () => {
    expect(hashes.some((hash) => splitOf(hash, 0) === 'validation')).toBe(false);
    expect(hashes.every((hash) => splitOf(hash, 1) === 'validation')).toBe(true);
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson, metadataHash } from '../../src/store/metadata-hash.js';

const line = {
  title: 'A',
  tags: ['x', 'y'],
  labels: { b: '2', a: '1' },
  metadata: { z: 1, k: { d: 1, c: 2 } },
};

describe('metadataHash', () => {
  it('is the SHA-256 of canonical JSON', () => {
    const canonical =
      '{"description":null,"labels":{"a":"1","b":"2"},"metadata":{"k":{"c":2,"d":1},"z":1},"tags":["x","y"],"title":"A"}';
    expect(metadataHash(line)).toBe(createHash('sha256').update(canonical).digest('hex'));
  });

  it('does not depend on the order of keys, but on the order of tags', () => {
    const reordered = { ...line, labels: { a: '1', b: '2' }, metadata: { k: { c: 2, d: 1 }, z: 1 } };
    expect(metadataHash(reordered)).toBe(metadataHash(line));
    expect(metadataHash({ ...line, tags: ['y', 'x'] })).not.toBe(metadataHash(line));
  });

  it('changes with each of its parts', () => {
    const { title: _title, ...untitled } = line;
    const variants = [
      untitled,
      { ...line, title: '' },
      { ...line, description: 'd' },
      { ...line, labels: { a: '1' } },
      { ...line, metadata: {} },
    ];
    const hashes = new Set([line, ...variants].map((variant) => metadataHash(variant)));
    expect(hashes.size).toBe(variants.length + 1);
  });
});

describe('canonicalJson', () => {
  it('sorts keys at every depth and keeps arrays as they are', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 'é"' }, null], a: true })).toBe(
      '{"a":true,"b":[{"c":"é\\"","d":1},null]}',
    );
  });
});

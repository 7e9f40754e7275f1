import { describe, expect, it } from 'vitest';
import { byteRange } from '../../src/service/video-files/byte-range.js';
import { hasEntityTag } from '../../src/service/video-files/entity-tag.js';
import { mediaType } from '../../src/service/video-files/media-type.js';

describe('a byte range', () => {
  it.each([
    ['bytes=0-9', { start: 0, end: 9 }],
    ['bytes=90-', { start: 90, end: 99 }],
    ['bytes=90-5000', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-5000', { start: 0, end: 99 }],
    ['Bytes=5-5', { start: 5, end: 5 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=9-0', 'whole'],
    ['bytes=0-1,5-6', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=a-b', 'whole'],
    ['items=0-9', 'whole'],
    [`bytes=${'9'.repeat(400)}-`, 'whole'],
    [undefined, 'whole'],
  ])('of %s in 100 bytes', (header, expected) => {
    expect(byteRange(header, 100)).toEqual(expected);
  });

  it('cannot be had of an empty file', () => {
    expect(byteRange('bytes=0-', 0)).toBe('unsatisfiable');
    expect(byteRange('bytes=-1', 0)).toBe('unsatisfiable');
  });
});

it.each([
  ['mov,mp4,m4a,3gp,3g2,mj2', '/a/b.MP4', 'video/mp4'],
  ['mov,mp4,m4a,3gp,3g2,mj2', '/a/b.mov', 'video/quicktime'],
  ['matroska,webm', '/a/b.webm', 'video/webm'],
  ['matroska,webm', '/a/b.mkv', 'video/x-matroska'],
  ['mpegts', '/a/b.html', 'video/mp2t'],
  ['something', '/a/b.html', 'application/octet-stream'],
])('%s in %s is %s', (container, uri, expected) => {
  expect(mediaType({ container, uri })).toBe(expected);
});

it('compares entity tags of a list weakly', () => {
  expect(hasEntityTag('"x", W/"a"', '"a"')).toBe(true);
  expect(hasEntityTag('*', '"a"')).toBe(true);
  expect(hasEntityTag('"ab"', '"a"')).toBe(false);
  expect(hasEntityTag(undefined, '"a"')).toBe(false);
});

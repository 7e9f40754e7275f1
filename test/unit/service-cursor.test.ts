import { expect, it } from 'vitest';
import { z } from 'zod';
import { readCursor, writeCursor } from '../../src/service/cursor.js';

const place = z.strictObject({ offset: z.int().min(1) });
const request = { operation: 'search', parameters: { k: 10, where: 'has sound', cursor: 'ignored' } };
const written = writeCursor(request, { offset: 10 });

it('is read by the request that gave it, in whatever order its parameters come', () => {
  const again = { operation: 'search', parameters: { where: 'has sound', k: 10, order: undefined } };
  expect(readCursor(again, { cursor: written, place })).toEqual({ offset: 10 });
  expect(written).toMatch(/^[A-Za-z0-9_-]+$/);
});

it.each([
  ['another operation', { ...request, operation: 'similarVideos' }, written],
  ['another parameter', { ...request, parameters: { ...request.parameters, k: 11 } }, written],
  ['a parameter more', { ...request, parameters: { ...request.parameters, exact: true } }, written],
  ['no base64', request, '%%%'],
  ['no JSON', request, Buffer.from('{').toString('base64url')],
  ['other JSON', request, Buffer.from('{"offset":10}').toString('base64url')],
  ['a place of another list', request, writeCursor(request, { after: 'v1' })],
  ['a place that cannot be', request, writeCursor(request, { offset: -5 })],
  ['a cut end', request, written.slice(0, -3)],
])('is refused with %s', (_name, asked, cursor) => {
  expect(() => readCursor(asked, { cursor, place })).toThrow(
    expect.objectContaining({ status: 400, code: 'invalid-cursor' }),
  );
});

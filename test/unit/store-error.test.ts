import { describe, expect, it } from 'vitest';
import { VidtokenError } from '../../src/core/errors.js';
import { storeError } from '../../src/store/store-error.js';

const context = { folder: '/data', action: 'writing 3 rows' };

describe('storeError', () => {
  it.each([
    [
      'lance error: LanceError(IO): No space left on device (os error 28), /usr/lib/writer.rs:432:9  Caused by: No space',
      'disk-full',
    ],
    [
      'lance error: LanceError(IO): Read-only file system (os error 30) at path "/d/.tmp", /usr/x.rs:1:2',
      'store-unwritable',
    ],
    ["EACCES: permission denied, mkdir '/data'", 'store-unwritable'],
    [
      'LanceError(IO): Generic LocalFileSystem error: failed to fill whole buffer, /x.rs:1:2',
      'store-corrupt',
    ],
    ['lance error: Not found: data/videos.lance/data/0101.lance, /x.rs:1:2', 'store-corrupt'],
    ["Table 'videos' exists but could not be loaded (it may be corrupt or incomplete)", 'store-corrupt'],
    ['something that nobody has seen before', 'internal'],
  ])('gives "%s" the code %s', (message, code) => {
    const cause = new Error(message);
    const error = storeError(cause, context);
    expect(error.code).toBe(code);
    expect(error.cause).toBe(cause);
    expect(error.message).toContain('/data');
    expect(error.message).toContain('writing 3 rows');
    expect(error.message).not.toMatch(/\.rs:\d|Caused by/);
    expect(code === 'internal' || (error.hint ?? '').length > 10).toBe(true);
  });

  it('leaves an error alone that has a code already', () => {
    const error = new VidtokenError({ code: 'usage', message: 'No space left on device' });
    expect(storeError(error, context)).toBe(error);
  });
});

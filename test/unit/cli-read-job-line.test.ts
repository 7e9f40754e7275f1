import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readJobLine } from '../../src/cli/read-job-line.js';

describe('the line that a job process reads', () => {
  it('comes from its parent, and the end of the pipe says that the parent is gone', async () => {
    const pipe = new PassThrough();
    const gone = new Promise<void>((resolve) => {
      pipe.write('{"model": "toy"}\n');
      void readJobLine(pipe, resolve).then(({ line }) => {
        expect(line).toBe('{"model": "toy"}');
        pipe.end();
      });
    });
    await gone;
  });

  it('is all that is wanted once the job is done', async () => {
    const pipe = new PassThrough();
    pipe.write('job\n');
    let ends = 0;
    const { close } = await readJobLine(pipe, () => {
      ends += 1;
    });
    close();
    if (!pipe.closed) await once(pipe, 'close');
    expect(pipe.destroyed).toBe(true);
    expect(ends).toBe(0);
  });

  it('has to be there', async () => {
    const pipe = new PassThrough();
    pipe.end();
    await expect(readJobLine(pipe, () => {})).rejects.toMatchObject({ code: 'usage' });
  });
});

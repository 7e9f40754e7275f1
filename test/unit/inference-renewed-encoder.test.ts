import { describe, expect, it } from 'vitest';
import type { Encoder } from '../../src/inference/encoders/encoder.js';
import { renewedEncoder } from '../../src/inference/worker/renewed-encoder.js';

/** Opens encoders that say who they are; writes down what happens to them. */
function numbered(options: { readonly failing?: number } = {}) {
  const events: string[] = [];
  let opened = 0;
  const open = async (): Promise<Encoder<string>> => {
    opened += 1;
    const name = opened;
    events.push(`open ${name}`);
    return {
      async encode(items) {
        events.push(`${name}: ${items.join('')}`);
        if (name === options.failing) throw new Error(`encoder ${name} is broken`);
        return items.map(() => Float32Array.of(name));
      },
      async dispose() {
        events.push(`free ${name}`);
      },
    };
  };
  return { open, events };
}

const answers = async (rows: Promise<Float32Array[]>): Promise<number[]> =>
  (await rows).map(([name]) => name ?? Number.NaN);

describe('an encoder that is renewed', () => {
  it('opens with the first call and anew after so many items, never two at a time', async () => {
    const { open, events } = numbered();
    const encoder = renewedEncoder(open, 3);
    expect(events).toEqual([]);
    expect(await answers(encoder.encode(['a', 'b']))).toEqual([1, 1]);
    expect(await answers(encoder.encode(['c']))).toEqual([1]);
    expect(await answers(encoder.encode(['d']))).toEqual([2]);
    expect(events).toEqual(['open 1', '1: ab', '1: c', 'free 1', 'open 2', '2: d']);
  });

  it('lets calls that are under way end with the encoder that they began with', async () => {
    const { open, events } = numbered();
    const encoder = renewedEncoder(open, 2);
    const calls = [encoder.encode(['a', 'b']), encoder.encode(['c'])];
    expect(await Promise.all(calls.map(answers))).toEqual([[1, 1], [1]]);
    expect(await answers(encoder.encode(['d']))).toEqual([2]);
    expect(events).toEqual(['open 1', '1: ab', '1: c', 'free 1', 'open 2', '2: d']);
  });

  it('does not ask again one that failed', async () => {
    const { open, events } = numbered({ failing: 1 });
    const encoder = renewedEncoder(open, 100);
    await expect(encoder.encode(['a'])).rejects.toThrow('encoder 1 is broken');
    expect(await answers(encoder.encode(['a']))).toEqual([2]);
    expect(events).toEqual(['open 1', '1: a', 'free 1', 'open 2', '2: a']);
  });

  it('tries to open again what could not be opened', async () => {
    const { open } = numbered();
    let isFirst = true;
    const encoder = renewedEncoder(async () => {
      if (!isFirst) return open();
      isFirst = false;
      throw new Error('no memory');
    }, 100);
    await expect(encoder.encode(['a'])).rejects.toThrow('no memory');
    expect(await answers(encoder.encode(['a']))).toEqual([1]);
  });

  it('that is disposed of under way is freed after its last call', async () => {
    const { open, events } = numbered();
    const encoder = renewedEncoder(open, 100);
    const calls = [encoder.encode(['a']), encoder.encode(['b'])];
    await encoder.dispose();
    expect(events).toEqual(['open 1', '1: a', '1: b', 'free 1']);
    await Promise.all(calls);
  });

  it('is freed once by any number of disposals, and opens again after one', async () => {
    const { open, events } = numbered();
    const encoder = renewedEncoder(open, 100);
    await encoder.dispose();
    await encoder.encode(['a']);
    await encoder.dispose();
    await encoder.dispose();
    await encoder.encode(['b']);
    expect(events).toEqual(['open 1', '1: a', 'free 1', 'open 2', '2: b']);
  });
});

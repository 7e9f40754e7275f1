import { describe, expect, it } from 'vitest';
import { speechSegments, spokenSeconds } from '../../src/inference/voice/speech-segments.js';
import { openVoiceActivityDetector } from '../../src/inference/voice/voice-activity.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Chunks of 50 ms: `[0.9, 6]` are six of them at a probability of 0.9. */
function segments(...runs: readonly (readonly [probability: number, chunks: number])[]): number[][] {
  const probabilities = runs.flatMap(([probability, chunks]) => Array<number>(chunks).fill(probability));
  const found = speechSegments({
    probabilities,
    chunkSeconds: 0.05,
    durationSeconds: probabilities.length * 0.05,
  });
  return found.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]);
}

const near = (...times: number[]) => times.map((time) => expect.closeTo(time, 9));

describe('speech segments', () => {
  it('reach from the first to the last chunk with a voice, and 30 ms further on both sides', () => {
    // Voice from 0.5 s to 1.0 s.
    expect(segments([0.1, 10], [0.9, 10], [0.1, 10])).toEqual([near(0.47, 1.03)]);
  });

  it('go on through probabilities between the two thresholds', () => {
    expect(segments([0.1, 4], [0.6, 4], [0.4, 6], [0.6, 4], [0.1, 4])).toEqual([near(0.17, 0.93)]);
  });

  it('do not begin below the upper threshold', () => {
    expect(segments([0.1, 4], [0.49, 20], [0.1, 4])).toEqual([]);
  });

  it('go on through a pause of less than 100 ms and end at a longer one', () => {
    expect(segments([0.9, 8], [0.1, 2], [0.9, 8], [0.1, 4])).toEqual([near(0, 0.93)]);
    expect(segments([0.9, 8], [0.1, 3], [0.9, 8], [0.1, 4])).toEqual([near(0, 0.43), near(0.52, 0.98)]);
  });

  it('that last 250 ms or less are dropped', () => {
    expect(segments([0.1, 4], [0.9, 5], [0.1, 4])).toEqual([]);
    expect(segments([0.1, 4], [0.9, 6], [0.1, 4])).toHaveLength(1);
  });

  it('that are still open at the end reach to it', () => {
    expect(segments([0.1, 4], [0.9, 10])).toEqual([near(0.17, 0.7)]);
  });

  it('add up to the seconds of speech', () => {
    expect(
      spokenSeconds([
        { startSeconds: 0.5, endSeconds: 1 },
        { startSeconds: 2, endSeconds: 4.25 },
      ]),
    ).toBe(2.75);
  });
});

describe('the voice activity detector', () => {
  it('says where its model must lie when it is not there', async () => {
    const weightsFolder = await temporaryFolder();
    await expect(openVoiceActivityDetector({ weightsFolder, threads: 1 })).rejects.toMatchObject({
      code: 'weights-missing',
      hint: expect.stringContaining(`${weightsFolder}/silero-vad/silero_vad.onnx`),
    });
  });
});

import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AudioTrack } from '../../src/core/media.js';
import { spokenSeconds } from '../../src/inference/voice/speech-segments.js';
import { openVoiceActivityDetector, voiceActivityPath } from '../../src/inference/voice/voice-activity.js';
import { runFfmpeg } from '../support/clips.js';
import { clipSound, firstOfEach, labelledClips } from '../support/labelled-clips.js';
import { hasSharedClips, SHARED_WEIGHTS } from '../support/shared-data.js';
import { soundTrack, whiteNoise } from '../support/synthetic-sample.js';

const hasModel = existsSync(voiceActivityPath(SHARED_WEIGHTS));
const hasSpeechSynthesiser = runFfmpeg(['-filters']).toString().includes(' flite ');
const { signal } = new AbortController();

async function detector() {
  const opened = await openVoiceActivityDetector({ weightsFolder: SHARED_WEIGHTS, threads: 1 });
  onTestFinished(() => opened.dispose());
  return opened;
}

/** Sentences read out by Flite, 16 kHz. */
function speech(text: string): AudioTrack {
  const bytes = runFfmpeg([
    '-f',
    'lavfi',
    '-i',
    `flite=text='${text}':voice=slt`,
    '-ar',
    '16000',
    '-f',
    'f32le',
    '-',
  ]);
  return { sampleRateHz: 16_000, samples: new Float32Array(Uint8Array.from(bytes).buffer) };
}

function joined(...parts: readonly AudioTrack[]): AudioTrack {
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.samples.length, 0));
  let place = 0;
  for (const part of parts) {
    samples.set(part.samples, place);
    place += part.samples.length;
  }
  return { sampleRateHz: 16_000, samples };
}

const hiss = (seconds: number): AudioTrack => soundTrack(seconds, whiteNoise(0.001));

describe.skipIf(!hasModel)('voice activity (skipped where ../shared/weights/silero-vad is absent)', () => {
  it.skipIf(!hasSpeechSynthesiser)(
    'finds where speech begins and ends (skipped where ffmpeg has no speech synthesiser)',
    async () => {
      const { segments } = await detector();
      const sentence = speech('It was a bright cold day in April and the clocks were striking thirteen.');
      const seconds = sentence.samples.length / 16_000;
      const found = await segments(joined(hiss(2), sentence, hiss(2)), { signal });
      expect(found[0]?.startSeconds).toBeGreaterThan(1.8);
      expect(found[0]?.startSeconds).toBeLessThan(2.4);
      expect(found.at(-1)?.endSeconds).toBeGreaterThan(1.6 + seconds);
      expect(found.at(-1)?.endSeconds).toBeLessThan(2.4 + seconds);
      expect(spokenSeconds(found) / seconds).toBeGreaterThan(0.75);
      expect(await segments(joined(hiss(2), sentence, hiss(2)), { signal })).toEqual(found);
    },
  );

  it.skipIf(!hasSharedClips)(
    'hears less than a second of speech in noises (skipped where ../shared/data/clips is absent)',
    async () => {
      const { segments } = await detector();
      const groups = firstOfEach(labelledClips(), { valueOf: ({ labels }) => labels.sound, count: 2 });
      for (const [sound, clips] of groups) {
        for (const clip of clips) {
          const found = await segments(clipSound(clip), { signal });
          expect(spokenSeconds(found), sound).toBeLessThan(1);
          if (sound === 'rain' || sound === 'sea waves') expect(found, sound).toEqual([]);
        }
      }
    },
    60_000,
  );

  it('hears nothing in silence, hiss, a tone, or no sound at all', async () => {
    const { segments } = await detector();
    const tone = soundTrack(2, (time) => 0.3 * Math.sin(2 * Math.PI * 440 * time));
    for (const track of [soundTrack(2, () => 0), hiss(2), tone, soundTrack(0, () => 0)]) {
      expect(await segments(track, { signal })).toEqual([]);
    }
  });

  it('refuses another sample rate and stops when it is aborted', async () => {
    const { segments } = await detector();
    const track = hiss(1);
    await expect(segments({ ...track, sampleRateHz: 44_100 }, { signal })).rejects.toMatchObject({
      code: 'configuration',
    });
    const reason = new Error('enough');
    await expect(segments(track, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

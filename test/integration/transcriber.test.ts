import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AudioTrack } from '../../src/core/media.js';
import type { Transcriber } from '../../src/core/reading.js';
import { silentLogger } from '../../src/core/runtime.js';
import { hasVoiceActivity } from '../../src/inference/voice/voice-activity.js';
import type { TranscriberOptions } from '../../src/readings/reading-options.js';
import { createTranscriber } from '../../src/readings/registry.js';
import { SHARED_WEIGHTS } from '../support/shared-data.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { writeTinyWhisper } from '../support/tiny-models/tiny-whisper.js';

const RATE = 16_000;
const signal = new AbortController().signal;
const hasVad = await hasVoiceActivity(SHARED_WEIGHTS);

function tone(hertz: number, seconds = 2): AudioTrack {
  const samples = Float32Array.from(
    { length: RATE * seconds },
    (_, place) => 0.5 * Math.sin((2 * Math.PI * hertz * place) / RATE),
  );
  return { sampleRateHz: RATE, samples };
}

async function transcriberOf(
  options: Partial<TranscriberOptions> & { readonly endless?: boolean } = {},
): Promise<Transcriber> {
  const weightsFolder = options.weightsFolder ?? (await temporaryFolder());
  await writeTinyWhisper(join(weightsFolder, 'tiny', 'whisper'), { endless: options.endless ?? false });
  const transcriber = await createTranscriber({
    id: 'transformers',
    model: 'tiny/whisper',
    threads: 1,
    offline: true,
    hub: {},
    logger: silentLogger,
    ...options,
    weightsFolder,
  });
  onTestFinished(() => transcriber.dispose());
  return transcriber;
}

describe('the transformers transcriber', () => {
  it('writes down what is said and in which language', async () => {
    const transcriber = await transcriberOf();
    expect(await transcriber.transcribe(tone(300), { signal })).toEqual({
      text: 'hello low tone',
      source: 'transformers:tiny/whisper',
      language: 'en',
    });
    expect(await transcriber.transcribe(tone(6000), { signal })).toMatchObject({
      text: 'hello high tone',
      language: 'de',
    });
  });

  it('takes the language that it is told', async () => {
    const transcriber = await transcriberOf({ language: 'english' });
    const transcript = await transcriber.transcribe(tone(6000), { signal });
    expect(transcript).toEqual({ text: 'hello high tone', source: 'transformers:tiny/whisper' });
  });

  it('refuses a language that the model does not know', async () => {
    const transcriber = await transcriberOf({ language: 'klingon' });
    await expect(transcriber.transcribe(tone(300), { signal })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('Language "klingon" is not supported'),
    });
  });

  it('drops a text that runs in a circle', async () => {
    const transcriber = await transcriberOf({ endless: true });
    expect(await transcriber.transcribe(tone(300, 8), { signal })).toBeUndefined();
  });

  it('hears sounds longer than a window in pieces', async () => {
    const transcriber = await transcriberOf();
    const transcript = await transcriber.transcribe(tone(300, 32), { signal });
    expect(transcript?.text).toBe('hello low tone hello low tone');
  });

  it('stops between two words when it is aborted', async () => {
    const transcriber = await transcriberOf({ endless: true });
    await transcriber.transcribe(tone(300), { signal });
    const abort = new AbortController();
    const transcribing = transcriber.transcribe(tone(300, 20), { signal: abort.signal });
    setTimeout(() => abort.abort(new Error('enough')), 0);
    await expect(transcribing).rejects.toThrow('enough');
  });

  it('says once that it has no ears for speech without the voice activity model', async () => {
    const notes: string[] = [];
    const logger = { ...silentLogger, warn: (_: object, message: string) => notes.push(message) };
    const transcriber = await transcriberOf({ logger });
    await transcriber.transcribe(tone(300), { signal });
    await transcriber.transcribe(tone(300), { signal });
    expect(notes).toEqual([expect.stringContaining('no silero-vad')]);
  });

  it.skipIf(!hasVad)('does not look at sound without speech (needs ../shared/weights)', async () => {
    const weightsFolder = await temporaryFolder();
    await cp(join(SHARED_WEIGHTS, 'silero-vad'), join(weightsFolder, 'silero-vad'), { recursive: true });
    const transcriber = await transcriberOf({ weightsFolder });
    expect(await transcriber.transcribe(tone(300), { signal })).toBeUndefined();
    expect(
      await transcriber.transcribe({ sampleRateHz: RATE, samples: new Float32Array(RATE) }, { signal }),
    ).toBe(undefined);
  });

  it('names the command that fetches its model', async () => {
    const transcriber = await transcriberOf({
      weightsFolder: await temporaryFolder(),
      model: 'absent/whisper',
    });
    await expect(transcriber.transcribe(tone(300), { signal })).rejects.toMatchObject({
      code: 'weights-missing',
      hint: expect.stringContaining('vidtoken fetch absent/whisper --weights'),
    });
  });

  it('refuses sound at another rate', async () => {
    const transcriber = await transcriberOf();
    const audio = { sampleRateHz: 44_100, samples: new Float32Array(100) };
    await expect(transcriber.transcribe(audio, { signal })).rejects.toThrow(/44100 Hz/);
  });
});

import { VidtokenError } from '../../core/errors.js';
import type { AudioTrack, Transcript } from '../../core/media.js';
import type { Transcriber } from '../../core/reading.js';
import { obtainModel } from '../../inference/hub/obtain-model.js';
import { openOnce } from '../../inference/open-once.js';
import {
  openSpeechRecogniser,
  type SpeechRecogniser,
} from '../../inference/transformers/open-speech-recogniser.js';
import type { TranscriberOptions } from '../reading-options.js';
import { openVoiceGate, type VoiceGate } from '../speech/open-voice-gate.js';
import { type Stretch, speechWindows } from '../speech/speech-windows.js';
import { trustworthySpeech } from '../speech/trustworthy-speech.js';

const ID = 'transformers';
const DEFAULT_MODEL = 'onnx-community/whisper-tiny';
/** A quarter of the bytes; speech is read from the whole sound anyway. */
const DOWNLOAD_DTYPE = 'q8';
/** Fast speech in the languages that take the most tokens; a decoder that runs in a circle is stopped by it. */
const TOKENS_PER_SECOND = 20;
const SPARE_TOKENS = 16;
/** What the decoder of Whisper holds, less its first words. */
const MAXIMUM_TOKENS = 440;
const SAMPLE_RATE_HZ = 16_000;
/** Codes of Whisper that are not those of BCP 47. */
const LANGUAGE_TAGS: Readonly<Record<string, string>> = { jw: 'jv' };

/**
 * Writes down what is said, with a speech recogniser on this computer (Whisper by default). Only the stretches in which
 * the voice activity model hears somebody are looked at, and what a recogniser invents for noise is dropped. Models are
 * loaded with the first sound; a missing recogniser is downloaded unless `offline` forbids it.
 *
 * `transcribe` throws VidtokenError `weights-missing` with the command that fetches the model, `download-failed`, or
 * `configuration` for a model, a language or a sample rate (16 kHz are needed) that cannot be used.
 */
export async function createTransformersTranscriber(options: TranscriberOptions): Promise<Transcriber> {
  const model = options.model ?? DEFAULT_MODEL;
  const source = `${ID}:${model}`;
  const gate = openOnce<VoiceGate>(() => openVoiceGate(options));
  const recogniser = openOnce<SpeechRecogniser>((signal) => openRecogniser(options, { model, signal }));
  return {
    id: ID,
    model,
    async transcribe(audio, { signal }) {
      signal.throwIfAborted();
      requireSampleRate(audio);
      const stretches = await (await gate.open(signal)).segments(audio, { signal });
      const windows = speechWindows(stretches).map((window) => samplesOf(audio, window));
      if (windows.length === 0) return undefined;
      const { text, language } = await readWindows(windows, {
        recogniser: await recogniser.open(signal),
        asked: options.language,
        sampleRateHz: audio.sampleRateHz,
        signal,
      });
      if (text === '') return undefined;
      return { text, source, ...(language === undefined ? {} : { language }) };
    },
    async dispose() {
      await recogniser.dispose();
      await gate.dispose();
    },
  };
}

async function openRecogniser(
  options: TranscriberOptions,
  { model, signal }: { readonly model: string; readonly signal: AbortSignal },
): Promise<SpeechRecogniser> {
  const { weightsFolder, offline, hub, threads, onDownload } = options;
  const found = await obtainModel({
    model,
    weightsFolder,
    dtype: DOWNLOAD_DTYPE,
    offline,
    connection: hub,
    signal,
    ...(onDownload === undefined ? {} : { onProgress: onDownload }),
  });
  return openSpeechRecogniser({ found, wanted: { model, weightsFolder }, threads });
}

async function readWindows(
  windows: readonly Float32Array[],
  options: {
    readonly recogniser: SpeechRecogniser;
    readonly asked: string | undefined;
    readonly sampleRateHz: number;
    readonly signal: AbortSignal;
  },
): Promise<Pick<Transcript, 'text' | 'language'>> {
  const { recogniser, asked, sampleRateHz, signal } = options;
  const longest = windows.reduce((left, right) => (right.length > left.length ? right : left));
  const detected = asked === undefined ? await recogniser.detectLanguage(longest, { signal }) : undefined;
  const language = asked ?? detected;
  const pieces: string[] = [];
  for (const samples of windows) {
    const seconds = samples.length / sampleRateHz;
    const maxNewTokens = Math.min(MAXIMUM_TOKENS, Math.ceil(seconds * TOKENS_PER_SECOND) + SPARE_TOKENS);
    const choice = { maxNewTokens, signal, ...(language === undefined ? {} : { language }) };
    pieces.push(await recogniser.recognise(samples, choice));
  }
  const text = trustworthySpeech(pieces);
  return detected === undefined ? { text } : { text, language: LANGUAGE_TAGS[detected] ?? detected };
}

function samplesOf(
  { samples, sampleRateHz }: AudioTrack,
  { startSeconds, endSeconds }: Stretch,
): Float32Array {
  return samples.slice(Math.floor(startSeconds * sampleRateHz), Math.ceil(endSeconds * sampleRateHz));
}

function requireSampleRate({ sampleRateHz }: AudioTrack): void {
  if (sampleRateHz === SAMPLE_RATE_HZ) return;
  throw new VidtokenError({
    code: 'configuration',
    message: `The sound was read at ${sampleRateHz} Hz, but speech is recognised at ${SAMPLE_RATE_HZ} Hz.`,
    hint: `Sample the sound at ${SAMPLE_RATE_HZ} Hz.`,
    facts: { sampleRateHz },
  });
}

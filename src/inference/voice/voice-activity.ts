import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VidtokenError } from '../../core/errors.js';
import type { AudioTrack } from '../../core/media.js';
import { cleanSamples } from '../../math/signal/clean-samples.js';
import { pauseForAbort } from '../pause-for-abort.js';
import { CHUNK_SAMPLES, CONTEXT_SAMPLES, openSileroSession, VOICE_SAMPLE_RATE_HZ } from './silero-session.js';
import { type SpeechSegment, speechSegments } from './speech-segments.js';

/** Chunks between two looks at the abort signal: about 3 s of sound. */
const CHUNKS_PER_PAUSE = 100;

/** Says when somebody speaks. Owns a loaded model until disposed. */
export interface VoiceActivityDetector {
  /**
   * Stretches of speech in time order, without overlap; none when nobody speaks.
   * @throws VidtokenError `configuration` for a sound that is not at 16 kHz; the signal's reason after an abort
   */
  segments(audio: AudioTrack, options: { readonly signal: AbortSignal }): Promise<SpeechSegment[]>;
  dispose(): Promise<void>;
}

/** Where the model lies: `<weights>/silero-vad/silero_vad.onnx`. */
export function voiceActivityPath(weightsFolder: string): string {
  return join(weightsFolder, 'silero-vad', 'silero_vad.onnx');
}

export async function hasVoiceActivity(weightsFolder: string): Promise<boolean> {
  return stat(voiceActivityPath(weightsFolder)).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/**
 * Silero VAD (Silero Team 2024, version 5) of a weights folder, with its published thresholds.
 * @param options.threads of one call
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export async function openVoiceActivityDetector(options: {
  readonly weightsFolder: string;
  readonly threads: number;
}): Promise<VoiceActivityDetector> {
  const { weightsFolder, threads } = options;
  const path = voiceActivityPath(weightsFolder);
  if (!(await hasVoiceActivity(weightsFolder))) throw weightsMissing(weightsFolder, path);
  const session = await openSileroSession({ path, threads });
  return {
    async segments(audio, { signal }) {
      requireSampleRate(audio);
      const samples = cleanSamples(audio.samples);
      const pass = session.start();
      const probabilities: number[] = [];
      for (const chunk of chunksOf(samples)) {
        if (probabilities.length % CHUNKS_PER_PAUSE === 0) await pauseForAbort(signal);
        probabilities.push(await pass.next(chunk));
      }
      return speechSegments({
        probabilities,
        chunkSeconds: CHUNK_SAMPLES / audio.sampleRateHz,
        durationSeconds: samples.length / audio.sampleRateHz,
      });
    },
    dispose: () => session.dispose(),
  };
}

/** [context + chunk] samples each; zeros before the start and after the end of the sound. */
function* chunksOf(samples: Float32Array): Generator<Float32Array, void, void> {
  for (let start = 0; start < samples.length; start += CHUNK_SAMPLES) {
    const chunk = new Float32Array(CONTEXT_SAMPLES + CHUNK_SAMPLES);
    const from = Math.max(0, start - CONTEXT_SAMPLES);
    chunk.set(samples.subarray(from, start + CHUNK_SAMPLES), CONTEXT_SAMPLES - (start - from));
    yield chunk;
  }
}

function requireSampleRate({ sampleRateHz }: AudioTrack): void {
  if (sampleRateHz === VOICE_SAMPLE_RATE_HZ) return;
  throw new VidtokenError({
    code: 'configuration',
    message: `The sound was read at ${sampleRateHz} Hz, but the voice activity model wants ${VOICE_SAMPLE_RATE_HZ} Hz.`,
    hint: `Sample the sound at ${VOICE_SAMPLE_RATE_HZ} Hz.`,
    facts: { sampleRateHz },
  });
}

function weightsMissing(weightsFolder: string, path: string): VidtokenError {
  return new VidtokenError({
    code: 'weights-missing',
    message: `The voice activity model silero-vad is not there: there is no ${path}.`,
    hint: `Put the ONNX graph of Silero VAD version 5 there as ${path}, or name another weights folder with --weights <folder> or VIDTOKEN_WEIGHTS.`,
    facts: { weightsFolder, path },
  });
}

import type { AudioTrack } from '../../core/media.js';
import type { Logger } from '../../core/runtime.js';
import { hasVoiceActivity, openVoiceActivityDetector } from '../../inference/voice/voice-activity.js';
import type { Stretch } from './speech-windows.js';

/** Says where somebody speaks. */
export interface VoiceGate {
  segments(audio: AudioTrack, options: { readonly signal: AbortSignal }): Promise<readonly Stretch[]>;
  dispose(): Promise<void>;
}

/** The voice activity model of a weights folder; without it a gate that lets everything through, and says so once. */
export async function openVoiceGate(options: {
  readonly weightsFolder: string;
  readonly threads: number;
  readonly logger: Logger;
}): Promise<VoiceGate> {
  const { weightsFolder, logger } = options;
  if (await hasVoiceActivity(weightsFolder)) return openVoiceActivityDetector(options);
  logger.warn(
    { weightsFolder },
    'there is no silero-vad in the weights folder: all sound is transcribed, which is slow and may invent words',
  );
  return {
    segments: async ({ samples, sampleRateHz }) => [
      { startSeconds: 0, endSeconds: samples.length / sampleRateHz },
    ],
    dispose: async () => {},
  };
}

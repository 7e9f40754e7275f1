import { messageOf, VidtokenError } from '../../core/errors.js';
import { openCpuSession } from '../cpu-session.js';

/** The graph hears 32 ms at a time and the 4 ms before it. */
export const CHUNK_SAMPLES = 512;
export const CONTEXT_SAMPLES = 64;
export const VOICE_SAMPLE_RATE_HZ = 16_000;

const STATE_SHAPE = [2, 1, 128];
const STATE_SIZE = 256;

/** Silero VAD as a graph: `input` [1, 576], `state` [2, 1, 128] and `sr` → `output` [1, 1] and `stateN`. */
export interface SileroSession {
  /** A recurrent pass over one sound; passes do not know of each other. */
  start(): {
    /** @param samples 64 samples before the chunk and the 512 of it @returns probability of a voice, 0…1 */
    next(samples: Float32Array): Promise<number>;
  };
  dispose(): Promise<void>;
}

/** @throws VidtokenError `configuration` when the file is no such graph */
export async function openSileroSession(options: {
  readonly path: string;
  readonly threads: number;
}): Promise<SileroSession> {
  const { path } = options;
  const { Tensor } = await import('onnxruntime-node');
  const session = await openCpuSession(options).catch((error: unknown) => {
    throw unusable(path, messageOf(error), error);
  });
  const rate = new Tensor('int64', BigInt64Array.of(BigInt(VOICE_SAMPLE_RATE_HZ)), []);
  return {
    start() {
      let state: Float32Array = new Float32Array(STATE_SIZE);
      return {
        async next(samples) {
          const feeds = {
            input: new Tensor('float32', samples, [1, samples.length]),
            state: new Tensor('float32', state, STATE_SHAPE),
            sr: rate,
          };
          const results = await session.run(feeds).catch((error: unknown) => {
            throw unusable(path, messageOf(error), error);
          });
          const probability = results.output?.data[0];
          const after = results.stateN?.data;
          if (typeof probability !== 'number' || !(after instanceof Float32Array)) {
            throw unusable(path, 'it gives no "output" and "stateN" of float32 values');
          }
          state = after;
          return probability;
        },
      };
    },
    dispose: () => session.release(),
  };
}

function unusable(path: string, reason: string, cause?: unknown): VidtokenError {
  return new VidtokenError({
    code: 'configuration',
    message: `The voice activity model ${path} cannot be used: ${reason}.`,
    hint: 'Put the ONNX graph of Silero VAD version 5 there; its inputs are "input", "state" and "sr".',
    facts: { path },
    cause,
  });
}

import type { AudioTrack } from '../../core/media.js';
import { logMelPatches, patchShape } from '../log-mel-front-end.js';
import type { LogMelInput } from '../onnx-configuration.js';
import { openOnnxSession } from '../onnx-session.js';
import type { Encoder } from './encoder.js';
import type { OnnxEncoderOptions } from './onnx-encoder-options.js';
import { runInBatches } from './run-in-batches.js';

/**
 * Any ONNX model of log-mel patches: one row for each patch of a sound, every `patchHopFrames` frames.
 * @throws VidtokenError `configuration` when the model does not fit its configuration, or a sound the model
 */
export async function openOnnxSoundEncoder(
  options: OnnxEncoderOptions<LogMelInput>,
): Promise<Encoder<AudioTrack>> {
  const { configuration, input } = options;
  const shape = patchShape(input);
  const session = await openOnnxSession({ ...options, shape });
  const rowsOf = (track: AudioTrack): Promise<Float32Array> => {
    const patches = logMelPatches(track, input);
    return runInBatches({
      session,
      count: patches.count,
      shape,
      batchSize: configuration.batchSize,
      outputWidth: configuration.output.width,
      write: (index, output) => output.set(patches.patch(index)),
    });
  };
  return {
    async encode(tracks) {
      const rows: Float32Array[] = [];
      for (const track of tracks) rows.push(await rowsOf(track));
      return rows;
    },
    dispose: () => session.dispose(),
  };
}

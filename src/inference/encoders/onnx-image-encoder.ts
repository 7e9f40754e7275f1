import type { Frame } from '../../core/media.js';
import { createImageFrontEnd } from '../image-front-end.js';
import type { ImageInput } from '../onnx-configuration.js';
import { openOnnxSession } from '../onnx-session.js';
import type { Encoder } from './encoder.js';
import type { OnnxEncoderOptions } from './onnx-encoder-options.js';
import { runInBatches } from './run-in-batches.js';
import { splitRows } from './split-rows.js';

/**
 * Any ONNX model of pictures: one row for each frame.
 * @throws VidtokenError `configuration` when the model does not fit its configuration
 */
export async function openOnnxImageEncoder(options: OnnxEncoderOptions<ImageInput>): Promise<Encoder<Frame>> {
  const { configuration, input } = options;
  const { shape, write } = createImageFrontEnd(input);
  const session = await openOnnxSession({ ...options, shape });
  return {
    async encode(frames) {
      const rows = await runInBatches({
        session,
        count: frames.length,
        shape,
        batchSize: configuration.batchSize,
        outputWidth: configuration.output.width,
        write: (index, output) => write(frames[index] as Frame, output),
      });
      return splitRows(rows, frames.length);
    },
    dispose: () => session.dispose(),
  };
}

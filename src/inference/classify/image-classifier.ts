import type { Frame } from '../../core/media.js';
import { createImageFrontEnd } from '../image-front-end.js';
import { openOnnxSession } from '../onnx-session.js';
import { classifierConfiguration, requireClassifier } from './classifier-files.js';
import type { LabelScores } from './label-scores.js';
import { readImageLabels } from './read-labels.js';
import { runClassifier } from './run-classifier.js';
import { softmaxRows } from './softmax-rows.js';

const ID = 'mobilenet_v2';

/** Says what pictures show. Owns a loaded model until disposed. */
export interface ImageClassifier {
  /** Probabilities of all classes for each frame: each row sums to 1. Class 0 is `background`: none of the others. */
  classify(frames: readonly Frame[], options: { readonly signal: AbortSignal }): Promise<LabelScores>;
  dispose(): Promise<void>;
}

/**
 * The ImageNet classifier MobileNetV2 (Sandler et al. 2018) of a weights folder.
 * @param options.threads of one call
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export async function openImageClassifier(options: {
  readonly weightsFolder: string;
  readonly threads: number;
}): Promise<ImageClassifier> {
  const { weightsFolder, threads } = options;
  const { modelPath, labelsPath } = await requireClassifier(weightsFolder, ID);
  const labels = await readImageLabels(labelsPath);
  const configuration = classifierConfiguration(ID, labels.length);
  const { input, batchSize } = configuration;
  if (input.kind !== 'image') throw new RangeError(`${ID} is not fed with pictures.`);
  const { shape, write } = createImageFrontEnd(input);
  const session = await openOnnxSession({ path: modelPath, configuration, shape, threads });
  const itemSize = shape.reduce((product, size) => product * size, 1);
  return {
    async classify(frames, { signal }) {
      const items = frames.map((frame) => ({ write: (output: Float32Array) => write(frame, output) }));
      const logits = await runClassifier(items, {
        session,
        classes: labels.length,
        itemSize,
        batchSize,
        signal,
      });
      return {
        labels,
        count: frames.length,
        scores: softmaxRows(logits, labels.length),
      };
    },
    dispose: () => session.dispose(),
  };
}

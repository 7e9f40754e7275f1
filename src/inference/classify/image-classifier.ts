import type { Frame } from '../../core/media.js';
import { sharedModel } from '../worker/shared-model.js';
import { classifierConfiguration, requireClassifier } from './classifier-files.js';
import { joinedRows } from './joined-rows.js';
import type { LabelScores } from './label-scores.js';
import { readImageLabels } from './read-labels.js';
import { softmaxRows } from './softmax-rows.js';

const ID = 'mobilenet_v2';

/** Says what pictures show, in a thread of its own. Owns the model from the first call on until disposed. */
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
  const model = sharedModel('onnx-image', { path: modelPath, configuration, input, threads }, batchSize);
  return {
    async classify(frames, { signal }) {
      const logits = joinedRows(await model.encode(frames, { signal }));
      return {
        labels,
        count: frames.length,
        scores: softmaxRows(logits, labels.length),
      };
    },
    dispose: () => model.dispose(),
  };
}

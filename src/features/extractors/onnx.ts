import type { ExtractorSpec, FeatureExtractor } from '../../core/features.js';
import type { AudioTrack } from '../../core/media.js';
import { patchHopSeconds } from '../../inference/log-mel-front-end.js';
import type { LogMelInput, OnnxConfiguration } from '../../inference/onnx-configuration.js';
import { hashWeights, weightsPath } from '../../inference/onnx-weights.js';
import { sharedModel } from '../../inference/worker/shared-model.js';
import { learnedExtractor, type Piece, type WeightedTokens } from '../learned-extractor.js';
import { pooledStatistics } from '../pooled-statistics.js';
import { framePieces } from '../visual/frame-pieces.js';

/**
 * An extractor out of any ONNX model: one token for each frame (`image`) or stretch of sound (`log-mel`), the chosen
 * output of the graph as it comes. Pooled: the mean over the tokens, where near-blank frames weigh little, as in
 * `signal-visual`. The weights are hashed now and loaded with the first video; the tokens of equal inputs are equal.
 *
 * @throws VidtokenError `weights-missing`
 */
export async function createOnnxExtractor(
  configuration: OnnxConfiguration,
  options: { readonly weightsFolder: string; readonly threads: number },
): Promise<FeatureExtractor> {
  const { id, version, modality, output, input, batchSize } = configuration;
  const { width } = output;
  const weightsHash = await hashWeights(options.weightsFolder, configuration);
  const spec: ExtractorSpec = { id, version, modality, width, pooledWidth: width, weightsHash };
  const path = weightsPath(options.weightsFolder, configuration);
  const shared = { path, configuration, threads: options.threads };
  if (input.kind === 'image') {
    const model = sharedModel('onnx-image', { ...shared, input }, batchSize);
    return learnedExtractor({ spec, model, pieces: framePieces, finish });
  }
  // A patch of sound is too small to be shared among threads.
  const model = sharedModel('onnx-sound', { ...shared, input, threads: 1 }, WHOLE_SOUNDS);
  return learnedExtractor({ spec, model, pieces: ({ audio }) => soundPieces(audio, input), finish });
}

/** A sound is cut into the batches of the model where the model is. */
const WHOLE_SOUNDS = 1;

function soundPieces(audio: AudioTrack | undefined, input: LogMelInput): Piece<AudioTrack>[] {
  if (audio === undefined || audio.samples.length === 0) return [];
  const hopSeconds = patchHopSeconds(input);
  return [{ item: audio, weight: 1, timeSeconds: (row) => row * hopSeconds }];
}

function finish({ tokens, weights, width }: WeightedTokens) {
  return { tokens, pooled: pooledStatistics({ tokens, width, weights }).slice(0, width) };
}

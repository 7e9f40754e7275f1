import { InputError } from '../../core/errors.js';
import type { ExtractorSpec, FeatureExtractor } from '../../core/features.js';
import type { Frame, VideoSample } from '../../core/media.js';
import { allFinite } from '../../math/vector.js';
import { createImageFrontEnd } from '../onnx/image-front-end.js';
import { logMelPatches, patchShape } from '../onnx/log-mel-front-end.js';
import type { ImageInput, LogMelInput, OnnxConfiguration } from '../onnx/onnx-configuration.js';
import { type OnnxSession, openOnnxSession } from '../onnx/onnx-session.js';
import { hashWeights, weightsPath } from '../onnx/onnx-weights.js';
import { pauseForAbort } from '../pause-for-abort.js';
import { pooledStatistics } from '../pooled-statistics.js';
import { frameWeight } from '../visual/frame-weight.js';
import { picture } from '../visual/picture.js';

/** One item of a batch, one token of the result. */
interface ModelInput {
  readonly timeSeconds: number;
  /** Share in the pooled vector, > 0. */
  readonly weight: number;
  write(output: Float32Array): void;
}

/** What stands between a video and a model. */
interface FrontEnd {
  /** Shape of one item without the batch. */
  readonly shape: readonly number[];
  /** In time order; none when the video lacks the modality. */
  inputs(sample: VideoSample): ModelInput[];
}

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
  const { id, version, modality, output } = configuration;
  const { width } = output;
  const weightsHash = await hashWeights(options.weightsFolder, configuration);
  const spec: ExtractorSpec = { id, version, modality, width, pooledWidth: width, weightsHash };
  const frontEnd = createFrontEnd(configuration.input);
  const path = weightsPath(options.weightsFolder, configuration);
  let opening: Promise<OnnxSession> | undefined;
  const open = (): Promise<OnnxSession> => {
    opening ??= openOnnxSession({ path, configuration, shape: frontEnd.shape, threads: options.threads });
    return opening;
  };
  return {
    spec,
    async extract(sample, { signal }) {
      await pauseForAbort(signal);
      const inputs = frontEnd.inputs(sample);
      if (inputs.length === 0) return undefined;
      const tokens = await runBatches(inputs, { configuration, frontEnd, session: await open(), signal });
      const weights = inputs.map(({ weight }) => weight);
      return {
        extractorId: id,
        modality,
        width,
        tokens,
        timesSeconds: Float32Array.from(inputs, ({ timeSeconds }) => timeSeconds),
        pooled: pooledStatistics({ tokens, width, weights }).slice(0, width),
      };
    },
    async dispose() {
      const opened = opening;
      opening = undefined;
      // A model that could not be opened has told so to whoever asked for features, and holds nothing.
      await opened?.then(
        (session) => session.dispose(),
        () => {},
      );
    },
  };
}

function createFrontEnd(input: ImageInput | LogMelInput): FrontEnd {
  return input.kind === 'image' ? imageFrontEnd(input) : soundFrontEnd(input);
}

function imageFrontEnd(input: ImageInput): FrontEnd {
  const { shape, write } = createImageFrontEnd(input);
  return {
    shape,
    inputs: ({ frames }) =>
      frames.map((frame: Frame) => ({
        timeSeconds: frame.timeSeconds,
        weight: frameWeight(picture(frame)),
        write: (output) => write(frame, output),
      })),
  };
}

function soundFrontEnd(input: LogMelInput): FrontEnd {
  return {
    shape: patchShape(input),
    inputs({ audio }) {
      if (audio === undefined || audio.samples.length === 0) return [];
      const patches = logMelPatches(audio, input);
      return Array.from({ length: patches.count }, (_, index) => ({
        timeSeconds: patches.startSeconds(index),
        weight: 1,
        write: (output: Float32Array) => output.set(patches.patch(index)),
      }));
    },
  };
}

/** @returns [inputs, width] @throws InputError `extraction-failed` for numbers that are not finite */
async function runBatches(
  inputs: readonly ModelInput[],
  options: {
    readonly configuration: OnnxConfiguration;
    readonly frontEnd: FrontEnd;
    readonly session: OnnxSession;
    readonly signal: AbortSignal;
  },
): Promise<Float32Array> {
  const { configuration, frontEnd, session, signal } = options;
  const { output, batchSize, id } = configuration;
  const itemSize = frontEnd.shape.reduce((product, size) => product * size, 1);
  const tokens = new Float32Array(inputs.length * output.width);
  for (let start = 0; start < inputs.length; start += batchSize) {
    await pauseForAbort(signal);
    const batch = inputs.slice(start, start + batchSize);
    const values = new Float32Array(batch.length * itemSize);
    for (const [index, input] of batch.entries()) {
      input.write(values.subarray(index * itemSize, (index + 1) * itemSize));
    }
    tokens.set(await session.run(values, batch.length), start * output.width);
  }
  if (allFinite(tokens)) return tokens;
  throw new InputError({
    code: 'extraction-failed',
    message: `The extractor ${id} gave numbers that are not finite for this video.`,
    hint: 'Leave the extractor out with --extractors, or check its model with another video.',
    facts: { extractor: id },
  });
}

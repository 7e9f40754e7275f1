import { onnxGraphBuilder } from '../onnx-graph-builder.js';
import { randomWeights } from './random-weights.js';
import { tinyTokenizer } from './tiny-tokenizer.js';
import { writeModelFolder } from './write-model-folder.js';

/** Width of the common space of sounds and texts. */
export const TINY_CLAP_WIDTH = 8;
const BANDS = 64;
const SAMPLE_RATE_HZ = 48_000;
const MAXIMUM_SECONDS = 10;
const SEED = 13;

/**
 * A CLAP with random weights W [64, 8]: a sound becomes its mean log-mel spectrum (64 bands, dB) · W, a text the sum of
 * random rows of its words. Files as transformers.js wants them for `ClapAudioModelWithProjection`,
 * `ClapTextModelWithProjection`, `AutoProcessor` and `AutoTokenizer`; the front end is that of `clap-htsat-unfused`.
 */
export async function writeTinyClap(folder: string): Promise<void> {
  const tokenizer = tinyTokenizer({
    words: ['a', 'sound', 'of', 'dog', 'rain', 'music'],
    specialTokens: ['[CLS]', '[SEP]'],
    around: { before: '[CLS]', after: '[SEP]' },
    configuration: { tokenizer_class: 'RobertaTokenizer' },
  });
  await writeModelFolder(folder, {
    'config.json': { model_type: 'clap', architectures: ['ClapModel'], projection_dim: TINY_CLAP_WIDTH },
    'preprocessor_config.json': {
      feature_extractor_type: 'ClapFeatureExtractor',
      processor_class: 'ClapProcessor',
      chunk_length_s: MAXIMUM_SECONDS,
      feature_size: BANDS,
      fft_window_size: 1024,
      frequency_max: 14_000,
      frequency_min: 50,
      hop_length: 480,
      max_length_s: MAXIMUM_SECONDS,
      n_fft: 1024,
      nb_frequency_bins: 513,
      nb_max_frames: 1000,
      nb_max_samples: SAMPLE_RATE_HZ * MAXIMUM_SECONDS,
      padding: 'repeatpad',
      padding_value: 0,
      return_attention_mask: false,
      sampling_rate: SAMPLE_RATE_HZ,
      top_db: null,
      truncation: 'rand_trunc',
    },
    ...tokenizer.files,
    'onnx/audio_model.onnx': audioModel(),
    'onnx/text_model.onnx': textModel(tokenizer.size),
  });
}

/** input_features [batch, 1, frames, 64] → audio_embeds [batch, 8] */
function audioModel(): Uint8Array {
  const graph = onnxGraphBuilder();
  const features = graph.input({
    name: 'input_features',
    type: 'float',
    shape: ['batch', 1, 'frames', BANDS],
  });
  const spectrum = graph.node('ReduceMean', [features], { attributes: { axes: [1, 2], keepdims: 0 } });
  const weights = graph.weights([BANDS, TINY_CLAP_WIDTH], randomWeights(BANDS * TINY_CLAP_WIDTH, SEED));
  graph.node('MatMul', [spectrum, weights], { as: 'audio_embeds' });
  graph.output({ name: 'audio_embeds', type: 'float', shape: ['batch', TINY_CLAP_WIDTH] });
  return graph.build();
}

/** input_ids, attention_mask [batch, length] → text_embeds [batch, 8]: the rows under the mask, added up */
function textModel(words: number): Uint8Array {
  const graph = onnxGraphBuilder();
  const ids = graph.input({ name: 'input_ids', type: 'int64', shape: ['batch', 'length'] });
  const mask = graph.input({ name: 'attention_mask', type: 'int64', shape: ['batch', 'length'] });
  const table = graph.weights([words, TINY_CLAP_WIDTH], randomWeights(words * TINY_CLAP_WIDTH, SEED + 1));
  const rows = graph.node('Gather', [table, ids]);
  const shares = graph.node('Unsqueeze', [
    graph.node('Cast', [mask], { attributes: { to: 1 } }),
    graph.integers([2]),
  ]);
  const kept = graph.node('Mul', [rows, shares]);
  graph.node('ReduceSum', [kept, graph.integers([1])], { attributes: { keepdims: 0 }, as: 'text_embeds' });
  graph.output({ name: 'text_embeds', type: 'float', shape: ['batch', TINY_CLAP_WIDTH] });
  return graph.build();
}

import { onnxGraphBuilder } from '../onnx-graph-builder.js';
import { randomWeights } from './random-weights.js';
import { tinyTokenizer } from './tiny-tokenizer.js';
import { writeModelFolder } from './write-model-folder.js';

/** Width of the common space of pictures and texts. */
export const TINY_CLIP_WIDTH = 8;
const CHANNELS = ['red', 'green', 'blue'] as const;
const OTHER_WORDS = ['a', 'picture', 'of', 'something', 'dark', 'bright'];
const PICTURE_SIZE = 16;
const SEED = 11;

/**
 * A CLIP of the mean colour, with random weights W [3, 8]: a picture becomes (mean red, green, blue in 0…1) · W, and
 * the words `red`, `green`, `blue` become the rows of W, every other word nothing. So the text `red` is nearest to a
 * red picture. Files as transformers.js wants them for `CLIPVisionModelWithProjection`, `CLIPTextModelWithProjection`,
 * `AutoProcessor` and `AutoTokenizer`.
 *
 * @param options.modelType `clip` or `siglip`, which names its outputs `pooler_output`
 * @returns W [3, 8] row by row, for hand-made expectations
 */
export async function writeTinyClip(
  folder: string,
  { modelType = 'clip' }: { readonly modelType?: 'clip' | 'siglip' } = {},
): Promise<Float32Array> {
  const projection = randomWeights(CHANNELS.length * TINY_CLIP_WIDTH, SEED);
  const isClip = modelType === 'clip';
  const tokenizer = tinyTokenizer({
    words: [...CHANNELS, ...OTHER_WORDS],
    specialTokens: ['[CLS]', '[SEP]'],
    around: { before: '[CLS]', after: '[SEP]' },
    configuration: { tokenizer_class: isClip ? 'CLIPTokenizer' : 'SiglipTokenizer', model_max_length: 77 },
  });
  const table = new Float32Array(tokenizer.size * TINY_CLIP_WIDTH);
  for (const [index, word] of CHANNELS.entries()) {
    const row = projection.subarray(index * TINY_CLIP_WIDTH, (index + 1) * TINY_CLIP_WIDTH);
    table.set(row, tokenizer.idOf(word) * TINY_CLIP_WIDTH);
  }
  await writeModelFolder(folder, {
    'config.json': {
      model_type: modelType,
      architectures: [isClip ? 'CLIPModel' : 'SiglipModel'],
      projection_dim: TINY_CLIP_WIDTH,
      text_config: { max_position_embeddings: 77, hidden_size: TINY_CLIP_WIDTH },
      vision_config: { image_size: PICTURE_SIZE, hidden_size: TINY_CLIP_WIDTH },
    },
    'preprocessor_config.json': {
      image_processor_type: isClip ? 'CLIPImageProcessor' : 'SiglipImageProcessor',
      do_resize: true,
      size: isClip ? { shortest_edge: PICTURE_SIZE } : { height: PICTURE_SIZE, width: PICTURE_SIZE },
      resample: 3,
      do_center_crop: isClip,
      crop_size: { height: PICTURE_SIZE, width: PICTURE_SIZE },
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_normalize: false,
      do_convert_rgb: true,
    },
    ...tokenizer.files,
    'onnx/vision_model.onnx': visionModel(projection, isClip ? 'image_embeds' : 'pooler_output'),
    'onnx/text_model.onnx': textModel(table, {
      words: tokenizer.size,
      output: isClip ? 'text_embeds' : 'pooler_output',
    }),
  });
  return projection;
}

/** pixel_values [batch, 3, 16, 16] → [batch, 8] */
function visionModel(projection: Float32Array, output: string): Uint8Array {
  const graph = onnxGraphBuilder();
  const pixels = graph.input({
    name: 'pixel_values',
    type: 'float',
    shape: ['batch', CHANNELS.length, PICTURE_SIZE, PICTURE_SIZE],
  });
  const means = graph.node('Flatten', [graph.node('GlobalAveragePool', [pixels])], {
    attributes: { axis: 1 },
  });
  graph.node('MatMul', [means, graph.weights([CHANNELS.length, TINY_CLIP_WIDTH], projection)], {
    as: output,
  });
  graph.output({ name: output, type: 'float', shape: ['batch', TINY_CLIP_WIDTH] });
  return graph.build();
}

/** input_ids [batch, length] → the sum of the words' rows [batch, 8] */
function textModel(
  table: Float32Array,
  options: { readonly words: number; readonly output: string },
): Uint8Array {
  const graph = onnxGraphBuilder();
  const ids = graph.input({ name: 'input_ids', type: 'int64', shape: ['batch', 'length'] });
  const rows = graph.node('Gather', [graph.weights([options.words, TINY_CLIP_WIDTH], table), ids]);
  graph.node('ReduceSum', [rows, graph.integers([1])], { attributes: { keepdims: 0 }, as: options.output });
  graph.output({ name: options.output, type: 'float', shape: ['batch', TINY_CLIP_WIDTH] });
  return graph.build();
}

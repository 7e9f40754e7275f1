import { onnxGraphBuilder } from '../onnx-graph-builder.js';
import { growCache } from './grow-cache.js';
import { randomWeights } from './random-weights.js';
import { type TinyTokenizer, tinyTokenizer } from './tiny-tokenizer.js';
import { wordChain, wordEvidence } from './word-chain.js';
import { writeModelFolder } from './write-model-folder.js';

const COLOURS = ['red', 'green', 'blue'];
const PICTURE_SIZE = 16;
const CACHE_WIDTH = 4;
const START = '<|endoftext|>';
const SEED = 23;

/**
 * A captioner of the shape of `vit-gpt2` that says "a red picture", "a green picture" or "a blue picture", by the mean
 * colour. Files as transformers.js wants them for the `image-to-text` pipeline: an encoder, and a merged decoder with a
 * cache.
 */
export async function writeTinyCaptioner(folder: string): Promise<void> {
  const tokenizer = tinyTokenizer({
    words: ['a', 'picture', ...COLOURS],
    specialTokens: [START],
    configuration: { tokenizer_class: 'GPT2Tokenizer' },
  });
  const start = tokenizer.idOf(START);
  await writeModelFolder(folder, {
    'config.json': {
      model_type: 'vision-encoder-decoder',
      architectures: ['VisionEncoderDecoderModel'],
      is_encoder_decoder: true,
      encoder: { model_type: 'vit', image_size: PICTURE_SIZE },
      decoder: { model_type: 'gpt2', n_layer: 1, n_head: 1, n_embd: CACHE_WIDTH, vocab_size: tokenizer.size },
      decoder_start_token_id: start,
      bos_token_id: start,
      eos_token_id: start,
      pad_token_id: start,
    },
    'generation_config.json': { decoder_start_token_id: start, eos_token_id: start, pad_token_id: start },
    'preprocessor_config.json': {
      image_processor_type: 'ViTImageProcessor',
      do_resize: true,
      size: { height: PICTURE_SIZE, width: PICTURE_SIZE },
      resample: 2,
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_normalize: false,
    },
    ...tokenizer.files,
    'onnx/encoder_model.onnx': encoder(),
    'onnx/decoder_model_merged.onnx': decoder(tokenizer),
  });
}

/** pixel_values [batch, 3, 16, 16] → last_hidden_state [batch, 1, 3], the mean colour */
function encoder(): Uint8Array {
  const graph = onnxGraphBuilder();
  const shape = ['batch', COLOURS.length, PICTURE_SIZE, PICTURE_SIZE];
  const pixels = graph.input({ name: 'pixel_values', type: 'float', shape });
  const means = graph.node('GlobalAveragePool', [pixels]);
  const flat = graph.integers([0, 1, COLOURS.length]);
  graph.node('Reshape', [means, flat], { as: 'last_hidden_state' });
  graph.output({ name: 'last_hidden_state', type: 'float', shape: ['batch', 1, COLOURS.length] });
  return graph.build();
}

/** input_ids [batch, length], encoder_hidden_states [batch, 1, 3] and a cache → logits [batch, length, words] */
function decoder(tokenizer: TinyTokenizer): Uint8Array {
  const graph = onnxGraphBuilder();
  const { size } = tokenizer;
  const ids = graph.input({ name: 'input_ids', type: 'int64', shape: ['batch_size', 'length'] });
  const seen = graph.input({
    name: 'encoder_hidden_states',
    type: 'float',
    shape: ['batch_size', 'tokens', COLOURS.length],
  });
  graph.input({ name: 'use_cache_branch', type: 'bool', shape: [1] });
  const chain = wordChain(tokenizer, [
    [START, 'a'],
    ['a', COLOURS],
    ...COLOURS.map((colour) => [colour, 'picture'] as const),
    ['picture', START],
  ]);
  const expected = graph.node('Gather', [graph.weights([size, size], chain), ids]);
  const evidence = graph.weights([COLOURS.length, size], wordEvidence(tokenizer, COLOURS));
  graph.node('Add', [expected, graph.node('MatMul', [seen, evidence])], { as: 'logits' });
  graph.output({ name: 'logits', type: 'float', shape: ['batch_size', 'length', size] });
  const table = graph.weights([size, CACHE_WIDTH], randomWeights(size * CACHE_WIDTH, SEED));
  growCache(graph, graph.node('Gather', [table, ids]), {
    past: 'past_key_values.0',
    present: 'present.0',
    width: CACHE_WIDTH,
  });
  return graph.build();
}

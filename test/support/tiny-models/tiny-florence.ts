import { onnxGraphBuilder } from '../onnx-graph-builder.js';
import {
  COLOURS,
  colourEvidence,
  embeddedChain,
  embeddingWidth,
  PICTURE_SIZE,
  pictureEmbedding,
  wordEmbedding,
} from './colour-embeddings.js';
import { growCache, keepCrossCache } from './grow-cache.js';
import { type TinyTokenizer, tinyTokenizer } from './tiny-tokenizer.js';
import { wordChain } from './word-chain.js';
import { writeModelFolder } from './write-model-folder.js';

const START = '<s>';
const END = '</s>';

/**
 * A captioner of the shape of Florence-2 that says "The image shows a red wall." or of another colour, by the mean
 * colour of the picture. Files as transformers.js wants them for `Florence2ForConditionalGeneration` and
 * `Florence2Processor`: token embedding, vision encoder, encoder, merged decoder with both caches.
 */
export async function writeTinyFlorence(folder: string): Promise<void> {
  const tokenizer = tinyTokenizer({
    words: ['The', 'image', 'shows', 'a', 'wall', '.', 'describe', 'with', 'paragraph', ...COLOURS],
    specialTokens: [START, END],
    around: { before: START, after: END },
    configuration: { tokenizer_class: 'BartTokenizer' },
  });
  const { idOf, size } = tokenizer;
  const width = embeddingWidth(size);
  await writeModelFolder(folder, {
    'config.json': {
      model_type: 'florence2',
      architectures: ['Florence2ForConditionalGeneration'],
      is_encoder_decoder: true,
      projection_dim: width,
      bos_token_id: idOf(START),
      eos_token_id: idOf(END),
      pad_token_id: idOf('[PAD]'),
      text_config: {
        model_type: 'florence2_language',
        d_model: width,
        encoder_layers: 1,
        encoder_attention_heads: 1,
        decoder_layers: 1,
        decoder_attention_heads: 1,
        decoder_start_token_id: idOf(START),
        eos_token_id: idOf(END),
      },
    },
    'generation_config.json': { decoder_start_token_id: idOf(START), eos_token_id: idOf(END) },
    'preprocessor_config.json': {
      image_processor_type: 'CLIPImageProcessor',
      processor_class: 'Florence2Processor',
      do_resize: true,
      size: { height: PICTURE_SIZE, width: PICTURE_SIZE },
      resample: 3,
      do_center_crop: false,
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_normalize: false,
      tasks_answer_post_processing_type: { '<MORE_DETAILED_CAPTION>': 'pure_text' },
      task_prompts_without_inputs: { '<MORE_DETAILED_CAPTION>': 'describe with a paragraph' },
      task_prompts_with_input: {},
    },
    ...tokenizer.files,
    'onnx/embed_tokens.onnx': wordEmbedding(size),
    'onnx/vision_encoder.onnx': pictureEmbedding(size, { isNested: false }),
    'onnx/encoder_model.onnx': encoder(width),
    'onnx/decoder_model_merged.onnx': decoder(tokenizer),
  });
}

/** inputs_embeds [batch, length, width] of picture and task → last_hidden_state, the same */
function encoder(width: number): Uint8Array {
  const graph = onnxGraphBuilder();
  const shape = ['batch', 'length', width];
  const states = graph.input({ name: 'inputs_embeds', type: 'float', shape });
  graph.input({ name: 'attention_mask', type: 'int64', shape: ['batch', 'length'] });
  graph.node('Identity', [states], { as: 'last_hidden_state' });
  graph.output({ name: 'last_hidden_state', type: 'float', shape });
  return graph.build();
}

/** inputs_embeds [batch, length, width], encoder_hidden_states and caches → logits [batch, length, words] */
function decoder(tokenizer: TinyTokenizer): Uint8Array {
  const graph = onnxGraphBuilder();
  const { size } = tokenizer;
  const width = embeddingWidth(size);
  const states = graph.input({
    name: 'inputs_embeds',
    type: 'float',
    shape: ['batch_size', 'length', width],
  });
  const seen = graph.input({
    name: 'encoder_hidden_states',
    type: 'float',
    shape: ['batch_size', 'encoder_sequence_length', width],
  });
  graph.input({
    name: 'encoder_attention_mask',
    type: 'int64',
    shape: ['batch_size', 'encoder_sequence_length'],
  });
  graph.input({ name: 'use_cache_branch', type: 'bool', shape: [1] });
  const chain = wordChain(tokenizer, [
    [START, 'The'],
    ['The', 'image'],
    ['image', 'shows'],
    ['shows', 'a'],
    ['a', COLOURS],
    ...COLOURS.map((colour) => [colour, 'wall'] as const),
    ['wall', '.'],
    ['.', END],
  ]);
  const words = graph.weights([width, size], embeddedChain(chain, tokenizer));
  const sum = graph.node('ReduceSum', [seen, graph.integers([1])], { attributes: { keepdims: 1 } });
  const evidence = graph.node('MatMul', [sum, graph.weights([width, size], colourEvidence(tokenizer))]);
  graph.node('Add', [graph.node('MatMul', [states, words]), evidence], { as: 'logits' });
  graph.output({ name: 'logits', type: 'float', shape: ['batch_size', 'length', size] });
  growCache(graph, states, { past: 'past_key_values.0.decoder', present: 'present.0.decoder', width });
  keepCrossCache(graph, seen, { past: 'past_key_values.0.encoder', present: 'present.0.encoder', width });
  return graph.build();
}

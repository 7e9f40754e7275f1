import { onnxGraphBuilder } from '../onnx-graph-builder.js';
import {
  COLOURS,
  colourEvidence,
  embeddedChain,
  embeddingWidth,
  PICTURE_SIZE,
  pictureEmbedding,
  TOKENS_PER_PICTURE,
  wordEmbedding,
} from './colour-embeddings.js';
import { growCache } from './grow-cache.js';
import { type TinyTokenizer, tinyTokenizer } from './tiny-tokenizer.js';
import { wordChain } from './word-chain.js';
import { writeModelFolder } from './write-model-folder.js';

const END = '<end_of_utterance>';
const IMAGE = '<image>';
const SPECIAL = ['<|im_start|>', END, '<fake_token_around_image>', '<global-img>', IMAGE];
const WORDS = ['user', 'assistant', ':', '.', 'the', 'video', 'is', 'and', 'nothing', 'else', ...COLOURS];
const TEMPLATE =
  "<|im_start|>{% for message in messages %}{{ message['role'] | capitalize }}:{% for line in message['content'] %}" +
  "{% if line['type'] == 'text' %}{{ line['text'] }}{% elif line['type'] == 'image' %}<image>{% endif %}{% endfor %}" +
  '<end_of_utterance>\n{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}';

/**
 * A vision-language model of the shape of SmolVLM (Idefics 3) that answers every question with "the video is red.",
 * "… green." or "… blue.", by the colours of all pictures together, which it keeps in its cache. Files as transformers.js
 * wants them for `AutoModelForImageTextToText` and `AutoProcessor`: vision encoder, token embedding, merged decoder.
 *
 * @param options.ending `endless`: the answer goes on with "and the video is …"; `silent`: it is empty
 * @param options.templateFile put the chat template into a file of its own, as newer models do
 */
export async function writeTinyPictureChat(
  folder: string,
  options: { readonly ending?: 'sentence' | 'endless' | 'silent'; readonly templateFile?: string } = {},
): Promise<void> {
  const { ending = 'sentence', templateFile } = options;
  const tokenizer = tinyTokenizer({
    words: WORDS,
    specialTokens: SPECIAL,
    configuration: {
      tokenizer_class: 'GPT2Tokenizer',
      ...(templateFile === undefined ? { chat_template: TEMPLATE } : {}),
    },
  });
  const width = embeddingWidth(tokenizer.size);
  await writeModelFolder(folder, {
    'config.json': {
      model_type: 'idefics3',
      architectures: ['Idefics3ForConditionalGeneration'],
      image_token_id: tokenizer.idOf(IMAGE),
      eos_token_id: tokenizer.idOf(END),
      text_config: {
        model_type: 'llama',
        num_key_value_heads: 1,
        num_attention_heads: 1,
        num_hidden_layers: 1,
        hidden_size: width,
        head_dim: width,
      },
    },
    'generation_config.json': { eos_token_id: tokenizer.idOf(END) },
    'preprocessor_config.json': {
      image_processor_type: 'Idefics3ImageProcessor',
      processor_class: 'Idefics3Processor',
      do_resize: true,
      size: { longest_edge: 4 * PICTURE_SIZE },
      max_image_size: { longest_edge: PICTURE_SIZE },
      do_image_splitting: true,
      resample: 1,
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_normalize: false,
      do_convert_rgb: true,
    },
    'processor_config.json': { image_seq_len: TOKENS_PER_PICTURE, processor_class: 'Idefics3Processor' },
    ...(templateFile === undefined ? {} : templateContent(templateFile)),
    ...tokenizer.files,
    'onnx/vision_encoder.onnx': pictureEmbedding(tokenizer.size, { isNested: true }),
    'onnx/embed_tokens.onnx': wordEmbedding(tokenizer.size),
    'onnx/decoder_model_merged.onnx': decoder(tokenizer, ending),
  });
}

function templateContent(name: string): Record<string, Uint8Array | object> {
  return {
    [name]: name.endsWith('.json') ? { chat_template: TEMPLATE } : new TextEncoder().encode(TEMPLATE),
  };
}

/** inputs_embeds [batch, length, width] and a cache of all embeddings → logits [batch, length, words] */
function decoder(tokenizer: TinyTokenizer, ending: 'sentence' | 'endless' | 'silent'): Uint8Array {
  const graph = onnxGraphBuilder();
  const { size } = tokenizer;
  const width = embeddingWidth(size);
  const states = graph.input({
    name: 'inputs_embeds',
    type: 'float',
    shape: ['batch_size', 'length', width],
  });
  graph.input({ name: 'attention_mask', type: 'int64', shape: ['batch_size', 'total_sequence_length'] });
  graph.input({ name: 'position_ids', type: 'int64', shape: ['batch_size', 'length'] });
  const cache = growCache(graph, states, { past: 'past_key_values.0', present: 'present.0', width });
  const chain = wordChain(tokenizer, [
    [':', ending === 'silent' ? END : 'the'],
    ['the', 'video'],
    ['video', 'is'],
    ['is', COLOURS],
    ...COLOURS.map((colour) => [colour, ending === 'endless' ? 'and' : '.'] as const),
    ['and', 'the'],
    ['.', END],
  ]);
  const words = graph.weights([width, size], embeddedChain(chain, tokenizer));
  const expected = graph.node('MatMul', [states, words]);
  // [batch, 1, all positions, width] → [batch, 1, width] → [batch, 1, words]
  const everything = graph.node('ReduceSum', [cache, graph.integers([2])], { attributes: { keepdims: 0 } });
  const colours = graph.weights([width, size], colourEvidence(tokenizer));
  const evidence = graph.node('MatMul', [everything, colours]);
  graph.node('Add', [expected, evidence], { as: 'logits' });
  graph.output({ name: 'logits', type: 'float', shape: ['batch_size', 'length', size] });
  return graph.build();
}

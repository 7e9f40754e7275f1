import { onnxGraphBuilder } from '../onnx-graph-builder.js';
import type { TinyTokenizer } from './tiny-tokenizer.js';

/** Words that evidence can decide between, one for each channel of a picture. */
export const COLOURS = ['red', 'green', 'blue'] as const;
export const PICTURE_SIZE = 16;
/** Tokens that one picture becomes. */
export const TOKENS_PER_PICTURE = 2;

/** Width of an embedding: a place for each word, then one for each colour. */
export function embeddingWidth(words: number): number {
  return words + COLOURS.length;
}

/** input_ids [batch, length] → inputs_embeds [batch, length, width]: a one in the place of the word */
export function wordEmbedding(words: number): Uint8Array {
  const graph = onnxGraphBuilder();
  const width = embeddingWidth(words);
  const ids = graph.input({ name: 'input_ids', type: 'int64', shape: ['batch', 'length'] });
  const table = new Float32Array(words * width);
  for (let word = 0; word < words; word += 1) table[word * width + word] = 1;
  graph.node('Gather', [graph.weights([words, width], table), ids], { as: 'inputs_embeds' });
  graph.output({ name: 'inputs_embeds', type: 'float', shape: ['batch', 'length', width] });
  return graph.build();
}

/**
 * pixel_values → image_features [pictures, 2, width], the mean colour of a picture in the last 3 places.
 * @param options.isNested the input is [1, pictures, 3, 16, 16] with a mask, as of Idefics 3; else [pictures, 3, 16, 16]
 */
export function pictureEmbedding(words: number, { isNested }: { readonly isNested: boolean }): Uint8Array {
  const graph = onnxGraphBuilder();
  const width = embeddingWidth(words);
  const size = [PICTURE_SIZE, PICTURE_SIZE];
  const outer = isNested ? ['batch', 'pictures'] : ['pictures'];
  const shape = [...outer, COLOURS.length, ...size];
  const pixels = graph.input({ name: 'pixel_values', type: 'float', shape });
  if (isNested) graph.input({ name: 'pixel_attention_mask', type: 'bool', shape: [...outer, ...size] });
  const pictures = graph.node('Reshape', [pixels, graph.integers([-1, COLOURS.length, ...size])]);
  const means = graph.node('GlobalAveragePool', [pictures]);
  const rows = graph.node('Reshape', [means, graph.integers([-1, 1, COLOURS.length])]);
  const placing = new Float32Array(COLOURS.length * width);
  for (const channel of COLOURS.keys()) placing[channel * width + words + channel] = 1;
  const feature = graph.node('MatMul', [rows, graph.weights([COLOURS.length, width], placing)]);
  graph.node('Concat', [feature, feature], { attributes: { axis: 1 }, as: 'image_features' });
  graph.output({ name: 'image_features', type: 'float', shape: ['pictures', TOKENS_PER_PICTURE, width] });
  return graph.build();
}

/** [width, words]: a logit of 1 for the word of a colour, for each 1 in the place of that colour */
export function colourEvidence({ size, idOf }: TinyTokenizer): Float32Array {
  const table = new Float32Array(embeddingWidth(size) * size);
  for (const [channel, colour] of COLOURS.entries()) table[(size + channel) * size + idOf(colour)] = 1;
  return table;
}

/** [width, words]: the logits of a word chain for embeddings instead of ids */
export function embeddedChain(chain: Float32Array, { size }: TinyTokenizer): Float32Array {
  const table = new Float32Array(embeddingWidth(size) * size);
  table.set(chain);
  return table;
}

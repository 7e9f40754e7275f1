import { onnxGraphBuilder } from '../onnx-graph-builder.js';
import { randomWeights } from './random-weights.js';
import { tinyTokenizer } from './tiny-tokenizer.js';
import { writeModelFolder } from './write-model-folder.js';

export const TINY_SENTENCE_WIDTH = 6;
const SEED = 19;

/**
 * A sentence encoder of the shape of MiniLM with random weights: every word becomes its random row of 6 numbers, which
 * the caller pools under the mask. Files as transformers.js wants them for the `feature-extraction` pipeline.
 *
 * @param options.words what its tokenizer knows
 * @param options.files instead of a tokenizer of its own: further files, for example those of a real one
 * @param options.vocabulary tokens of that real one
 */
export async function writeTinySentenceEncoder(
  folder: string,
  options:
    | { readonly words: readonly string[] }
    | { readonly files: Readonly<Record<string, Uint8Array>>; readonly vocabulary: number },
): Promise<void> {
  const own =
    'words' in options
      ? tinyTokenizer({
          words: options.words,
          specialTokens: ['[CLS]', '[SEP]'],
          around: { before: '[CLS]', after: '[SEP]' },
        })
      : { files: options.files, size: options.vocabulary };
  await writeModelFolder(folder, {
    'config.json': {
      model_type: 'bert',
      architectures: ['BertModel'],
      hidden_size: TINY_SENTENCE_WIDTH,
      vocab_size: own.size,
      max_position_embeddings: 512,
    },
    ...own.files,
    'onnx/model.onnx': encoder(own.size),
  });
}

/** input_ids, attention_mask, token_type_ids [batch, length] → last_hidden_state [batch, length, 6] */
function encoder(words: number): Uint8Array {
  const graph = onnxGraphBuilder();
  const shape = ['batch', 'length'];
  const ids = graph.input({ name: 'input_ids', type: 'int64', shape });
  for (const name of ['attention_mask', 'token_type_ids']) graph.input({ name, type: 'int64', shape });
  const values = randomWeights(words * TINY_SENTENCE_WIDTH, SEED);
  graph.node('Gather', [graph.weights([words, TINY_SENTENCE_WIDTH], values), ids], {
    as: 'last_hidden_state',
  });
  graph.output({ name: 'last_hidden_state', type: 'float', shape: [...shape, TINY_SENTENCE_WIDTH] });
  return graph.build();
}

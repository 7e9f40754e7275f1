import { onnxGraphBuilder } from '../onnx-graph-builder.js';
import { growCache, keepCrossCache } from './grow-cache.js';
import { randomWeights } from './random-weights.js';
import { type TinyTokenizer, tinyTokenizer } from './tiny-tokenizer.js';
import { wordChain, wordEvidence } from './word-chain.js';
import { writeModelFolder } from './write-model-folder.js';

/** What its two halves of the mel bands say. */
const TONES = ['low', 'high'];
const LANGUAGES = ['<|en|>', '<|de|>'];
const START = '<|startoftranscript|>';
const END = '<|endoftext|>';
const NO_TIMESTAMPS = '<|notimestamps|>';
const BANDS = 80;
const FRAMES = 3000;
const POSITIONS = 1500;
const CACHE_WIDTH = 4;
const SEED = 29;

/**
 * A speech recogniser of the shape of multilingual Whisper that writes "hello low tone" or "hello high tone", by which
 * half of the 80 mel bands is louder, and takes a low sound for English, a high one for German. Files as transformers.js
 * wants them for the `automatic-speech-recognition` pipeline: an encoder, and a merged decoder with both caches.
 *
 * @param options.endless the sentence is repeated for ever, as Whisper does with sounds that are no speech
 */
export async function writeTinyWhisper(
  folder: string,
  { endless = false }: { readonly endless?: boolean } = {},
): Promise<void> {
  const tokenizer = tinyTokenizer({
    words: ['hello', 'tone', ...TONES],
    lastTokens: [END, START, ...LANGUAGES, '<|transcribe|>', '<|translate|>', NO_TIMESTAMPS],
    configuration: { tokenizer_class: 'WhisperTokenizer' },
  });
  const { idOf, size } = tokenizer;
  await writeModelFolder(folder, {
    'config.json': {
      model_type: 'whisper',
      architectures: ['WhisperForConditionalGeneration'],
      is_encoder_decoder: true,
      d_model: TONES.length,
      encoder_layers: 1,
      encoder_attention_heads: 1,
      decoder_layers: 1,
      decoder_attention_heads: 1,
      num_mel_bins: BANDS,
      max_source_positions: POSITIONS,
      max_target_positions: 448,
      vocab_size: size,
      decoder_start_token_id: idOf(START),
      eos_token_id: idOf(END),
      pad_token_id: idOf(END),
    },
    'generation_config.json': {
      is_multilingual: true,
      lang_to_id: Object.fromEntries(LANGUAGES.map((language) => [language, idOf(language)])),
      task_to_id: { transcribe: idOf('<|transcribe|>'), translate: idOf('<|translate|>') },
      no_timestamps_token_id: idOf(NO_TIMESTAMPS),
      decoder_start_token_id: idOf(START),
      eos_token_id: idOf(END),
      pad_token_id: idOf(END),
      max_length: 448,
    },
    'preprocessor_config.json': {
      feature_extractor_type: 'WhisperFeatureExtractor',
      processor_class: 'WhisperProcessor',
      chunk_length: 30,
      feature_size: BANDS,
      hop_length: 160,
      n_fft: 400,
      n_samples: 480_000,
      nb_max_frames: FRAMES,
      padding_side: 'right',
      padding_value: 0,
      return_attention_mask: false,
      sampling_rate: 16_000,
    },
    ...tokenizer.files,
    'onnx/encoder_model.onnx': encoder(),
    'onnx/decoder_model_merged.onnx': decoder(tokenizer, endless),
  });
}

/** input_features [batch, 80, 3000] → last_hidden_state [batch, 1500, 2], the mean of each half of the bands */
function encoder(): Uint8Array {
  const graph = onnxGraphBuilder();
  const features = graph.input({ name: 'input_features', type: 'float', shape: ['batch', BANDS, FRAMES] });
  const spectrum = graph.node('ReduceMean', [features], { attributes: { axes: [2], keepdims: 0 } });
  const halves = Float32Array.from({ length: BANDS * TONES.length }, (_, place) => {
    const isLowBand = place < BANDS;
    const isLowTone = place % TONES.length === 0;
    return isLowBand === isLowTone ? TONES.length / BANDS : 0;
  });
  const tones = graph.node('MatMul', [spectrum, graph.weights([BANDS, TONES.length], halves)]);
  const row = graph.node('Unsqueeze', [tones, graph.integers([1])]);
  const shape = graph.integers([1, POSITIONS, TONES.length]);
  graph.node('Expand', [row, shape], { as: 'last_hidden_state' });
  graph.output({ name: 'last_hidden_state', type: 'float', shape: ['batch', POSITIONS, TONES.length] });
  return graph.build();
}

/** input_ids [batch, length], encoder_hidden_states [batch, 1500, 2] and caches → logits [batch, length, words] */
function decoder(tokenizer: TinyTokenizer, endless: boolean): Uint8Array {
  const graph = onnxGraphBuilder();
  const { size } = tokenizer;
  const ids = graph.input({ name: 'input_ids', type: 'int64', shape: ['batch_size', 'length'] });
  const heard = graph.input({
    name: 'encoder_hidden_states',
    type: 'float',
    shape: ['batch_size', POSITIONS, TONES.length],
  });
  graph.input({ name: 'use_cache_branch', type: 'bool', shape: [1] });
  const chain = wordChain(tokenizer, [
    [START, LANGUAGES],
    [NO_TIMESTAMPS, 'hello'],
    ['hello', TONES],
    ...TONES.map((tone) => [tone, 'tone'] as const),
    ['tone', endless ? 'hello' : END],
  ]);
  const expected = graph.node('Gather', [graph.weights([size, size], chain), ids]);
  const means = graph.node('ReduceMean', [heard], { attributes: { axes: [1], keepdims: 1 } });
  const evidence = [TONES, LANGUAGES].map((words) =>
    graph.node('MatMul', [means, graph.weights([words.length, size], wordEvidence(tokenizer, words))]),
  );
  graph.node('Add', [expected, graph.node('Sum', evidence)], { as: 'logits' });
  graph.output({ name: 'logits', type: 'float', shape: ['batch_size', 'length', size] });
  const table = graph.weights([size, CACHE_WIDTH], randomWeights(size * CACHE_WIDTH, SEED));
  growCache(graph, graph.node('Gather', [table, ids]), {
    past: 'past_key_values.0.decoder',
    present: 'present.0.decoder',
    width: CACHE_WIDTH,
  });
  keepCrossCache(graph, heard, {
    past: 'past_key_values.0.encoder',
    present: 'present.0.encoder',
    width: TONES.length,
  });
  return graph.build();
}

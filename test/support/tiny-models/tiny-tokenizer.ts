/** Files of a word-by-word tokenizer, as a model folder holds them. */
export interface TinyTokenizer {
  readonly idOf: (token: string) => number;
  readonly size: number;
  /** Content of `tokenizer.json` and `tokenizer_config.json`. */
  readonly files: Readonly<Record<string, object>>;
}

const PAD = '[PAD]';
const UNKNOWN = '[UNK]';

/**
 * A tokenizer that knows so many lower-case words: `[PAD]` 0, `[UNK]` 1, then the special tokens, then the words. Of
 * BERT's kind (WordPiece), so that text becomes words and ids become words joined by blanks.
 *
 * @param options.lastTokens special tokens after the words, where Whisper has them
 * @param options.around special tokens put before and after every text
 * @param options.configuration further entries of `tokenizer_config.json`, such as `tokenizer_class` or `chat_template`
 */
export function tinyTokenizer(options: {
  readonly words: readonly string[];
  readonly specialTokens?: readonly string[];
  readonly lastTokens?: readonly string[];
  readonly around?: { readonly before: string; readonly after: string };
  readonly configuration?: Readonly<Record<string, unknown>>;
}): TinyTokenizer {
  const lastTokens = options.lastTokens ?? [];
  const special = [PAD, UNKNOWN, ...(options.specialTokens ?? []), ...lastTokens];
  const tokens = [PAD, UNKNOWN, ...(options.specialTokens ?? []), ...options.words, ...lastTokens];
  const idOf = (token: string): number => {
    const id = tokens.indexOf(token);
    if (id === -1) throw new RangeError(`The tiny tokenizer does not know "${token}".`);
    return id;
  };
  return {
    idOf,
    size: tokens.length,
    files: {
      'tokenizer.json': {
        version: '1.0',
        truncation: null,
        padding: null,
        added_tokens: special.map((content) => addedToken(content, idOf(content))),
        normalizer: {
          type: 'BertNormalizer',
          clean_text: true,
          handle_chinese_chars: true,
          strip_accents: null,
          lowercase: true,
        },
        pre_tokenizer: { type: 'BertPreTokenizer' },
        post_processor: options.around === undefined ? null : surround(options.around, idOf),
        decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
        model: {
          type: 'WordPiece',
          unk_token: UNKNOWN,
          continuing_subword_prefix: '##',
          max_input_chars_per_word: 100,
          vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
        },
      },
      'tokenizer_config.json': {
        tokenizer_class: 'BertTokenizer',
        pad_token: PAD,
        unk_token: UNKNOWN,
        model_max_length: 512,
        ...options.configuration,
      },
    },
  };
}

function addedToken(content: string, id: number): object {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
}

function surround(
  { before, after }: { readonly before: string; readonly after: string },
  idOf: (token: string) => number,
): object {
  const token = (id: string): object => ({ SpecialToken: { id, type_id: 0 } });
  const sequence = { Sequence: { id: 'A', type_id: 0 } };
  return {
    type: 'TemplateProcessing',
    single: [token(before), sequence, token(after)],
    pair: [token(before), sequence, token(after), { Sequence: { id: 'B', type_id: 0 } }, token(after)],
    special_tokens: Object.fromEntries(
      [before, after].map((id) => [id, { id, ids: [idOf(id)], tokens: [id] }]),
    ),
  };
}

import type { PreTrainedTokenizer, Tensor } from '@huggingface/transformers';
import type { Transformers } from '../transformers/load-transformers.js';

/** One text as a text model reads it. */
export interface TokenIds {
  /** [1, length] int64 */
  readonly input_ids: Tensor;
  /** [1, length] int64, 0 where the text is over. */
  readonly attention_mask: Tensor;
}

/**
 * The tokens of one text. A text that is too long loses its end, but not the closing token, by which CLIP knows where to
 * look (the tokenizers of transformers.js cut that off).
 *
 * @param options.longest most tokens that the model takes @param options.isPadded fill up to `longest`
 */
export function tokenIds(
  transformers: Pick<Transformers, 'Tensor'>,
  tokenizer: PreTrainedTokenizer,
  text: string,
  { longest, isPadded }: { readonly longest: number; readonly isPadded: boolean },
): TokenIds {
  const whole = tokenizer.encode(text);
  const ids = whole.length <= longest ? whole : [...whole.slice(0, longest - 1), ...whole.slice(-1)];
  const padding = new Array<number>(isPadded ? longest - ids.length : 0);
  const int64 = (values: readonly number[]): Tensor =>
    new transformers.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  return {
    input_ids: int64([...ids, ...padding.fill(tokenizer.pad_token_id ?? 0)]),
    attention_mask: int64([...ids.map(() => 1), ...padding.fill(0)]),
  };
}

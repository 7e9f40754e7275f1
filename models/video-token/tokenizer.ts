import { z } from 'zod';
import { VidtokenError } from '../../src/core/errors.js';
import { learnMerges, type Merge, mergePair } from './byte-pair-training.js';

/** Ids below the bytes. `dropped` stands in for a word that word dropout hid from the decoder. */
export const SPECIAL_IDS = { pad: 0, begin: 1, end: 2, dropped: 3 } as const;
const SPECIAL_COUNT = 4;
const BYTE_COUNT = 256;
/** Ids of bytes and special tokens: the smallest possible vocabulary. */
export const BASE_VOCABULARY = SPECIAL_COUNT + BYTE_COUNT;

const FORMAT = 'vidtoken-byte-pair-1';
/** A longer run of letters (Chinese, a URL) is cut, so that merging stays fast on any text. */
const PIECE_PATTERN = / ?[\p{L}\p{M}]{1,32}| ?\p{N}{1,8}| ?[^\s\p{L}\p{M}\p{N}]{1,16}|\s{1,16}/gu;

const tokenizerSchema = z.object({
  format: z.literal(FORMAT),
  merges: z.array(z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()])),
});
export type TokenizerJson = z.infer<typeof tokenizerSchema>;

/**
 * Byte-level byte-pair encoding of descriptions. Text is brought to Unicode NFC and lower case (a description's
 * capitals carry nothing and would double its vocabulary) and then encoded as UTF-8 bytes, so that every text of
 * any script has ids and no word is unknown or dropped.
 */
export class Tokenizer {
  readonly #merges: readonly Merge[];
  readonly #ranks: ReadonlyMap<string, number>;
  readonly #bytes: readonly Uint8Array[];
  readonly #cache = new Map<string, readonly number[]>();

  private constructor(merges: readonly Merge[]) {
    this.#merges = merges;
    this.#ranks = new Map(merges.map(([left, right], rank) => [`${left} ${right}`, rank]));
    this.#bytes = bytesOfIds(merges);
  }

  /** Learns the merges from the training descriptions alone. */
  static train(texts: Iterable<string>, vocabularySize: number): Tokenizer {
    const words = new Map<string, { readonly ids: readonly number[]; count: number }>();
    for (const text of texts) {
      for (const piece of piecesOf(text)) {
        const known = words.get(piece);
        if (known === undefined) words.set(piece, { ids: byteIds(piece), count: 1 });
        else known.count += 1;
      }
    }
    const maximumMerges = Math.max(0, vocabularySize - BASE_VOCABULARY);
    return new Tokenizer(learnMerges({ words, firstNewId: BASE_VOCABULARY, maximumMerges }));
  }

  /** @throws VidtokenError `checkpoint-invalid` when the value is not a tokenizer of this format. */
  static fromJson(value: unknown): Tokenizer {
    const parsed = tokenizerSchema.safeParse(value);
    const valid =
      parsed.success &&
      parsed.data.merges.every((merge, rank) =>
        merge.every((id) => id >= SPECIAL_COUNT && id < BASE_VOCABULARY + rank),
      );
    if (!valid) {
      throw new VidtokenError({
        code: 'checkpoint-invalid',
        message: `The tokenizer of the model is not of the format ${FORMAT}.`,
        hint: 'The model folder is damaged: train again with `vidtoken distill`.',
      });
    }
    return new Tokenizer(parsed.data.merges);
  }

  toJson(): TokenizerJson {
    return { format: FORMAT, merges: this.#merges.map(([left, right]) => [left, right]) };
  }

  get vocabularySize(): number {
    return BASE_VOCABULARY + this.#merges.length;
  }

  /** Ids of a text without `begin` and `end`. */
  encode(text: string): number[] {
    return piecesOf(text).flatMap((piece) => this.#encodePiece(piece));
  }

  /** The same word by word: a run of letters or digits with the space before it, or a run of other signs. */
  encodeWords(text: string): { readonly word: string; readonly ids: readonly number[] }[] {
    return piecesOf(text).map((piece) => ({ word: piece, ids: this.#encodePiece(piece) }));
  }

  /** Text of ids; special ids say nothing, and a cut character shows as U+FFFD. */
  decode(ids: Iterable<number>): string {
    const parts = [...ids].map((id) => this.#bytes[id] ?? new Uint8Array());
    return new TextDecoder().decode(Buffer.concat(parts));
  }

  #encodePiece(piece: string): readonly number[] {
    const cached = this.#cache.get(piece);
    if (cached !== undefined) return cached;
    let ids = byteIds(piece);
    for (;;) {
      const rank = this.#lowestRank(ids);
      if (rank === undefined) break;
      ids = mergePair(ids, this.#merges[rank] as Merge, BASE_VOCABULARY + rank);
    }
    this.#cache.set(piece, ids);
    return ids;
  }

  /** Merges apply in the order in which they were learned. */
  #lowestRank(ids: readonly number[]): number | undefined {
    let lowest: number | undefined;
    for (let index = 0; index + 1 < ids.length; index += 1) {
      const rank = this.#ranks.get(`${ids[index]} ${ids[index + 1]}`);
      if (rank !== undefined && (lowest === undefined || rank < lowest)) lowest = rank;
    }
    return lowest;
  }
}

function piecesOf(text: string): string[] {
  return text.normalize('NFC').toLowerCase().match(PIECE_PATTERN) ?? [];
}

function byteIds(piece: string): number[] {
  return Array.from(new TextEncoder().encode(piece), (byte) => SPECIAL_COUNT + byte);
}

/** UTF-8 bytes of every id; none for special ids. */
function bytesOfIds(merges: readonly Merge[]): Uint8Array[] {
  const bytes: Uint8Array[] = Array.from({ length: SPECIAL_COUNT }, () => new Uint8Array());
  for (let byte = 0; byte < BYTE_COUNT; byte += 1) bytes.push(Uint8Array.of(byte));
  for (const [left, right] of merges) {
    bytes.push(Buffer.concat([bytes[left] as Uint8Array, bytes[right] as Uint8Array]));
  }
  return bytes;
}

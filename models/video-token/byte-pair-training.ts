/** Two token ids that became one, in the order of learning. */
export type Merge = readonly [left: number, right: number];

interface Word {
  ids: number[];
  readonly count: number;
}

/** A pair seen less often than this is a coincidence, not a piece of language. */
const MINIMUM_PAIR_COUNT = 2;
/** Pair keys are left · stride + right; ids stay far below. */
const KEY_STRIDE = 0x10_0000;

/**
 * Learns byte-pair merges (Sennrich et al. 2016): again and again the most frequent pair of neighbours becomes
 * one token. Ties go to the pair with the smaller ids, so that the result depends on the counts alone.
 * @param words each different word as ids, with the number of times it occurs
 * @param firstNewId id of the first merged token
 */
export function learnMerges(options: {
  readonly words: ReadonlyMap<string, { readonly ids: readonly number[]; readonly count: number }>;
  readonly firstNewId: number;
  readonly maximumMerges: number;
}): Merge[] {
  const words: Word[] = [...options.words.values()].map(({ ids, count }) => ({ ids: [...ids], count }));
  const pairs = new PairCounts();
  for (const word of words) pairs.addWord(word);
  const merges: Merge[] = [];
  while (merges.length < options.maximumMerges) {
    const best = pairs.mostFrequent();
    if (best === undefined) break;
    const newId = options.firstNewId + merges.length;
    for (const word of pairs.wordsWith(best)) {
      pairs.removeWord(word);
      word.ids = mergePair(word.ids, best, newId);
      pairs.addWord(word);
    }
    merges.push(best);
  }
  return merges;
}

/** Replaces each occurrence of the pair, from the left, by one id. */
export function mergePair(ids: readonly number[], [left, right]: Merge, newId: number): number[] {
  const merged: number[] = [];
  for (let index = 0; index < ids.length; index += 1) {
    const hit = ids[index] === left && ids[index + 1] === right;
    merged.push(hit ? newId : (ids[index] as number));
    if (hit) index += 1;
  }
  return merged;
}

/** Counts of neighbouring ids and, for each pair, the words that hold it: a merge touches only those. */
class PairCounts {
  readonly #counts = new Map<number, number>();
  readonly #words = new Map<number, Set<Word>>();

  addWord(word: Word): void {
    this.#change(word, 1);
  }

  removeWord(word: Word): void {
    this.#change(word, -1);
  }

  mostFrequent(): Merge | undefined {
    let bestKey: number | undefined;
    let bestCount = MINIMUM_PAIR_COUNT - 1;
    for (const [key, count] of this.#counts) {
      if (count > bestCount || (count === bestCount && bestKey !== undefined && key < bestKey)) {
        bestKey = key;
        bestCount = count;
      }
    }
    return bestKey === undefined ? undefined : [Math.floor(bestKey / KEY_STRIDE), bestKey % KEY_STRIDE];
  }

  wordsWith([left, right]: Merge): Word[] {
    return [...(this.#words.get(left * KEY_STRIDE + right) ?? [])];
  }

  #change(word: Word, sign: 1 | -1): void {
    for (let index = 0; index + 1 < word.ids.length; index += 1) {
      const key = (word.ids[index] as number) * KEY_STRIDE + (word.ids[index + 1] as number);
      const count = (this.#counts.get(key) ?? 0) + sign * word.count;
      if (count === 0) this.#counts.delete(key);
      else this.#counts.set(key, count);
      const holders = this.#words.get(key) ?? new Set<Word>();
      if (sign === 1) holders.add(word);
      else holders.delete(word);
      if (holders.size === 0) this.#words.delete(key);
      else this.#words.set(key, holders);
    }
  }
}

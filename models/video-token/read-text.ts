import type { TextReading } from '../../src/core/embedding.js';
import type { EncodedDescription } from './description-batch.js';
import { pieceLogLikelihoods } from './piece-log-likelihoods.js';
import type { Student } from './student.js';
import { SPECIAL_IDS, type Tokenizer } from './tokenizer.js';

/**
 * What the decoder thinks of a text, word by word, given each of some tokens. The pieces of a word are added up; a
 * text beyond `maximumDescriptionTokens` is cut after its last whole word, and then has no end to predict.
 * @param options.tokens [tokenDimension] unit vectors
 */
export function readText(options: {
  readonly student: Student;
  readonly tokenizer: Tokenizer;
  readonly text: string;
  readonly tokens: readonly Float32Array[];
}): TextReading {
  const { student, tokenizer, text, tokens } = options;
  const { words, owners, description } = wordsWithin(
    tokenizer.encodeWords(text),
    student.config.maximumDescriptionTokens,
  );
  if (description.targets.length === 0)
    return { words, logProbabilities: tokens.map(() => new Float32Array()) };
  const pieces = pieceLogLikelihoods(student, { tokens, description });
  return {
    words,
    logProbabilities: pieces.map((values) => {
      const sums = new Float32Array(words.length);
      for (const [place, owner] of owners.entries()) {
        sums[owner] = (sums[owner] as number) + (values[place] as number);
      }
      return sums;
    }),
  };
}

/** The words that fit, what the decoder should say, and to which word each piece belongs. */
function wordsWithin(
  encoded: readonly { readonly word: string; readonly ids: readonly number[] }[],
  maximumPieces: number,
): { words: string[]; owners: number[]; description: EncodedDescription } {
  const words: string[] = [];
  const owners: number[] = [];
  const targets: number[] = [];
  const add = (word: string, ids: readonly number[]): void => {
    owners.push(...ids.map(() => words.length));
    targets.push(...ids);
    words.push(word);
  };
  for (const { word, ids } of encoded) {
    if (targets.length + ids.length > maximumPieces) break;
    add(word, ids);
  }
  const isWhole = words.length === encoded.length && targets.length < maximumPieces;
  if (isWhole) add('', [SPECIAL_IDS.end]);
  return { words, owners, description: { targets, tokensCut: 0 } };
}

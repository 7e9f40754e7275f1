import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { readValues } from '../../src/tensor/read-values.js';
import { rowCrossEntropies } from '../../src/tensor/row-cross-entropies.js';
import { tensor2d } from '../../src/tensor/tensor.js';
import { descriptionBatch, type EncodedDescription } from './description-batch.js';
import { readToken, readWords } from './model.js';
import type { Student } from './student.js';

/** Decoder rows computed together; bounds the memory of the logits. */
const ROWS_AT_ONCE = 2048;

/**
 * log p(piece | pieces before it, token) in nats, for every piece of one description and each token.
 * What the decoder does before it looks at the token is computed once for all tokens.
 * @returns [tokens][description.targets.length]
 */
export function pieceLogLikelihoods(
  student: Student,
  { tokens, description }: { tokens: readonly Float32Array[]; description: EncodedDescription },
): Float32Array[] {
  const { parameters, config } = student;
  const length = description.targets.length;
  const words = descriptionBatch([description]).inputs.subarray(0, length);
  const width = config.tokenDimension;
  const atOnce = Math.max(1, Math.floor(ROWS_AT_ONCE / length));
  const result: Float32Array[] = [];
  for (let start = 0; start < tokens.length; start += atOnce) {
    const group = tokens.slice(start, start + atOnce);
    const places = Int32Array.from({ length: group.length * length }, (_, at) => at % length);
    const values = new Float32Array(group.length * width);
    for (const [row, token] of group.entries()) values.set(token, row * width);
    const losses = readValues(() => {
      const before = readWords(student, { words, length }); // [length, width]
      const repeated = embeddingLookup(before, places); // [group · length, width]
      return rowCrossEntropies({
        input: readToken(student, { rows: repeated, tokens: tensor2d(values, [group.length, width]) }),
        weight: parameters.get('decoder/output/weight'),
        bias: parameters.get('decoder/output/bias'),
        targets: places.map((place) => description.targets[place] as number),
      });
    });
    for (let row = 0; row < group.length; row += 1) {
      result.push(losses.slice(row * length, (row + 1) * length).map((loss) => -loss));
    }
  }
  return result;
}

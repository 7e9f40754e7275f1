import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { readValues } from '../../src/tensor/read-values.js';
import { tensor2d } from '../../src/tensor/tensor.js';
import { decoderRows } from './model.js';
import type { Student } from './student.js';
import { SPECIAL_IDS, type Tokenizer } from './tokenizer.js';
import { namedLinear } from './transformer-block.js';

/** The prefix is padded to a multiple of this: few shapes, and causal attention never sees the padding. */
const LENGTH_STEP = 16;
const NEVER_SAID: readonly number[] = [SPECIAL_IDS.pad, SPECIAL_IDS.begin, SPECIAL_IDS.dropped];

/**
 * Greedy read-out: the most probable next word again and again, until `end` or the longest description.
 * @param token [tokenDimension] unit vector
 */
export function describeToken(options: {
  readonly student: Student;
  readonly tokenizer: Tokenizer;
  readonly token: Float32Array;
}): string {
  const { student, token } = options;
  const limit = student.config.maximumDescriptionTokens;
  const said: number[] = [];
  while (said.length < limit) {
    const length = Math.min(limit, Math.ceil((said.length + 1) / LENGTH_STEP) * LENGTH_STEP);
    const words = new Int32Array(length).fill(SPECIAL_IDS.pad);
    words.set([SPECIAL_IDS.begin, ...said]);
    const logits = readValues(() => {
      const rows = decoderRows(student, { tokens: tensor2d(token, [1, token.length]), words });
      const last = embeddingLookup(rows, Int32Array.of(said.length)); // [1, width]
      return namedLinear(student.parameters, 'decoder/output', last); // [1, vocabulary]
    });
    const next = mostProbable(logits);
    if (next === SPECIAL_IDS.end) break;
    said.push(next);
  }
  return options.tokenizer.decode(said).trim();
}

function mostProbable(logits: Float32Array): number {
  let best: number = SPECIAL_IDS.end;
  for (let id = 0; id < logits.length; id += 1) {
    if ((logits[id] as number) > (logits[best] as number) && !NEVER_SAID.includes(id)) best = id;
  }
  return best;
}

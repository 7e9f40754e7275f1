import type { FoundModel } from '../hub/find-model.js';
import { unusableModel } from '../transformers/unusable-model.js';
import type { ModelOutput } from './model-output.js';

/**
 * One row for each item out of a row for each of its tokens: the first token (`cls`) or the mean of all. No token is
 * padding: items are read one by one, or are pictures of one size.
 *
 * @param output [count, tokens, width]
 * @returns [count, width]
 * @throws VidtokenError `configuration` for an output of another form
 */
export function poolTokens(
  output: ModelOutput,
  { found, pooling }: { readonly found: FoundModel; readonly pooling: 'cls' | 'mean' },
): ModelOutput {
  const [count, tokens, width] = output.shape;
  if (count === undefined || tokens === undefined || width === undefined || output.shape.length !== 3) {
    const form = `[${output.shape.join(', ')}]`;
    throw unusableModel(found, `its output "${output.name}" is ${form}, not [items, tokens, width]`);
  }
  const used = pooling === 'cls' ? 1 : tokens;
  const values = new Float32Array(count * width);
  for (let item = 0; item < count; item += 1) {
    for (let place = 0; place < width; place += 1) {
      let sum = 0;
      for (let token = 0; token < used; token += 1) {
        sum += output.values[(item * tokens + token) * width + place] as number;
      }
      values[item * width + place] = sum / used;
    }
  }
  return { name: output.name, values, shape: [count, width] };
}

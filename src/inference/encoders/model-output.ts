import type { Tensor } from '@huggingface/transformers';
import type { FoundModel } from '../hub/find-model.js';
import type { Transformers } from '../transformers/load-transformers.js';
import { unusableModel } from '../transformers/unusable-model.js';

/** A float32 output of a model. */
export interface ModelOutput {
  readonly name: string;
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/**
 * The first of some outputs that a model gave, copied; the memory of all of them is given back.
 * @throws VidtokenError `configuration` when it gave none of them
 */
export function takeOutput(
  { Tensor: Tensors }: Pick<Transformers, 'Tensor'>,
  answer: object,
  { found, names }: { readonly found: FoundModel; readonly names: readonly string[] },
): ModelOutput {
  const tensors = new Map<string, Tensor>();
  for (const [name, value] of Object.entries(answer)) if (value instanceof Tensors) tensors.set(name, value);
  try {
    for (const name of names) {
      const tensor = tensors.get(name);
      if (tensor === undefined) continue;
      return { name, values: Float32Array.from(tensor.to('float32').data, Number), shape: tensor.dims };
    }
  } finally {
    for (const tensor of tensors.values()) tensor.dispose();
  }
  const wanted = names.map((name) => `"${name}"`).join(' or ');
  const given = [...tensors.keys()].map((name) => `"${name}"`).join(', ');
  throw unusableModel(found, `it gives ${given}, not ${wanted}`);
}

/**
 * One row for each item.
 * @throws VidtokenError `configuration` when the output is not [count, width]
 */
export function requireRows(
  { name, values, shape }: ModelOutput,
  { found, count, width }: { readonly found: FoundModel; readonly count: number; readonly width: number },
): Float32Array[] {
  if (values.length === count * width && shape[0] === count) {
    return Array.from({ length: count }, (_, item) => values.slice(item * width, (item + 1) * width));
  }
  const isWidth = shape[0] === count && shape.length === 2;
  const advice = isWidth ? `; write "width": ${shape[1]} into its vidtoken-extractor.json` : '';
  throw unusableModel(
    found,
    `its output "${name}" is [${shape.join(', ')}], not [${count}, ${width}]${advice}`,
  );
}

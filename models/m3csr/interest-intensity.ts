import { addTensors } from '../../src/tensor/add-tensors.js';
import { concatColumns } from '../../src/tensor/concat-columns.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import { product } from '../../src/tensor/product.js';
import { rowSoftmax } from '../../src/tensor/row-softmax.js';
import { type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import { withoutGradient } from '../../src/tensor/without-gradient.js';

/** Added to an intensity factor that must not count: e to its power is 0 at any temperature. */
const EXCLUDED = -1e9;

export interface InterestIntensityOptions {
  readonly parameters: Parameters;
  /** [rows, dimension] h_u */
  readonly behaviour: Tensor2D;
  /** A modality each: [rows, modal width] h_u^m */
  readonly interests: readonly Tensor2D[];
  /** [rows · modalities] 1 where nothing is known of the row's taste in the modality; absent when that never happens */
  readonly unknown?: Uint8Array | undefined;
  /** Equations 5 and 6; false: all modalities that are known weigh the same. */
  readonly learned: boolean;
  readonly temperature: number;
}

/** λ̄ of eqs. 5 and 6. @returns [rows, modalities] each row sums to 1 */
export function interestIntensity(options: InterestIntensityOptions): Tensor2D {
  const { parameters, behaviour, interests, unknown, learned, temperature } = options;
  const rows = behaviour.shape[0];
  const count = interests.length;
  const held = withoutGradient(behaviour); // sg(h_u)
  const factors = learned
    ? interests.map((interest) => product(concatColumns([held, interest]), parameters.get('intensity'))) // eq. 5: [rows, dimension + modal width] · [dimension + modal width, 1]
    : interests.map(() => tensor2d(new Float32Array(rows), [rows, 1]));
  const logits = concatColumns(factors); // [rows, modalities]
  if (unknown === undefined) return rowSoftmax(logits, temperature); // eq. 6
  const mask = tensor2d(
    Float32Array.from(unknown, (flag) => flag * EXCLUDED),
    [rows, count],
  );
  return rowSoftmax(addTensors([logits, mask]), temperature);
}

import { softplus } from '../../src/tensor/activation.js';
import { addTensors } from '../../src/tensor/add-tensors.js';
import { reshape } from '../../src/tensor/differentiable.js';
import { product } from '../../src/tensor/product.js';
import { rowDots } from '../../src/tensor/row-dots.js';
import { type Scalar, type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import { transposed } from '../../src/tensor/transposed.js';

/**
 * Eq. 12 with several negatives for each pair, the same for all: the mean of −ln σ(u·p − u·n) over every pair and every
 * negative that its user has not.
 */
export function sharedRankingLoss(options: {
  /** [batch, width] */
  readonly users: Tensor2D;
  /** [batch, width] */
  readonly positives: Tensor2D;
  /** [n, width] */
  readonly negatives: Tensor2D;
  /** [batch · n] 1 where the user of the row has not the negative of the column, else 0 */
  readonly allowed: Float32Array;
}): { readonly value: Scalar; readonly weight: number } {
  const { users, positives, negatives, allowed } = options;
  const batch = users.shape[0];
  const count = negatives.shape[0];
  const against = product(users, transposed(negatives)); // [batch, width] · [width, n] → [batch, n]
  const own = product(rowDots(users, positives), ones(1, count)); // [batch, 1] · [1, n] → [batch, n]
  const losses = softplus(addTensors([against, own], [1, -1])); // [batch, n]
  const sums = rowDots(losses, tensor2d(allowed, [batch, count])); // [batch, 1]
  const total = reshape<Scalar>(product(ones(1, batch), sums), []);
  const pairs = allowed.reduce((sum, flag) => sum + flag, 0);
  return { value: total, weight: 1 / Math.max(1, pairs) };
}

function ones(rows: number, columns: number): Tensor2D {
  return tensor2d(new Float32Array(rows * columns).fill(1), [rows, columns]);
}

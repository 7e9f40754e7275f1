import {
  abs,
  add,
  exp,
  log1p,
  mean,
  mul,
  neg,
  relu,
  type Scalar,
  sigmoid,
  sub,
  sum,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { fused } from './fused-kernel.js';
import { kept, withGradient } from './with-gradient.js';

/** Final vectors of the triples of a batch, row by row. */
export interface RankedPairs {
  /** [batch, width] */
  readonly users: Tensor2D;
  /** [batch, width] an item of the user's */
  readonly positives: Tensor2D;
  /** [batch, width] an item that is not */
  readonly negatives: Tensor2D;
}

/**
 * Mean of −ln σ(u·p − u·n), the BPR criterion without its regularisation (Rendle et al. 2009, section 4.1), computed as
 * softplus, so that nothing overflows.
 */
export function pairRankingLoss({ users, positives, negatives }: RankedPairs): Scalar {
  return withGradient([users, positives, negatives] as const, (users, positives, negatives) => {
    const pairs = { users, positives, negatives };
    const [value, slopes] = fused('PairRanking', pairs) ?? composed(pairs);
    return {
      value: value as Scalar,
      keep: [users, positives, negatives, slopes as Tensor2D],
      gradient: (upstream, tensors) => {
        const given = {
          users: kept<Tensor2D>(tensors, 0),
          positives: kept<Tensor2D>(tensors, 1),
          negatives: kept<Tensor2D>(tensors, 2),
          slopes: kept<Tensor2D>(tensors, 3),
        };
        return fused('PairRankingGradient', { ...given, upstream }) ?? composedGradient(given, upstream);
      },
    };
  });
}

/** The loss, and its slope along u·p − u·n of each row [batch, 1]. */
function composed({ users, positives, negatives }: RankedPairs): [Scalar, Tensor2D] {
  const margin = sum(mul(users, sub(positives, negatives)), 1, true); // [batch, 1]
  const losses = add(relu(neg(margin)), log1p(exp(neg(abs(margin))))); // softplus(−margin)
  const slopes = mul(sigmoid(neg(margin)), -1 / users.shape[0]) as Tensor2D;
  return [mean(losses) as Scalar, slopes];
}

function composedGradient(given: RankedPairs & { readonly slopes: Tensor2D }, upstream: Scalar): Tensor2D[] {
  const { users, positives, negatives } = given;
  const slopes = mul(given.slopes, upstream); // [batch, 1]
  const towards = mul(users, slopes) as Tensor2D; // [batch, width]
  return [mul(sub(positives, negatives), slopes) as Tensor2D, towards, neg(towards)];
}

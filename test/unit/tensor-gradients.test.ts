import { beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { gelu, squaredRelu } from '../../src/tensor/activation.js';
import { selfAttention } from '../../src/tensor/attention.js';
import { causalMask, paddingMask } from '../../src/tensor/attention-mask.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { PLAIN_RUNGS } from '../../src/tensor/backend-names.js';
import { crossEntropySum } from '../../src/tensor/cross-entropy.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { layerNorm } from '../../src/tensor/layer-norm.js';
import { linear, product } from '../../src/tensor/product.js';
import type { Tensor1D, Tensor2D } from '../../src/tensor/tensor.js';
import { unitRows } from '../../src/tensor/unit-rows.js';
import { gradientErrors } from '../support/gradient-check.js';

/** Float32 rounding of the loss and the curvature over the step of the finite difference. */
const TOLERANCE = 0.01;

function expectSmall(errors: Record<string, number>): void {
  for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(TOLERANCE);
}

describe.each(PLAIN_RUNGS)('gradients on the %s backend agree with finite differences', (name) => {
  beforeAll(async () => {
    await selectBackend({ name, logger: silentLogger });
  });

  it('of a matrix product', () => {
    expectSmall(
      gradientErrors({ a: [3, 4], b: [4, 5] }, (p) => product(p.get<Tensor2D>('a'), p.get<Tensor2D>('b'))),
    );
  });

  it('of a linear layer', () => {
    expectSmall(
      gradientErrors({ input: [3, 4], weight: [4, 5], bias: [5] }, (p) =>
        linear({ input: p.get('input'), weight: p.get('weight'), bias: p.get<Tensor1D>('bias') }),
      ),
    );
  });

  it('of layer normalisation', () => {
    expectSmall(
      gradientErrors({ input: [3, 6], gain: [6], bias: [6] }, (p) =>
        layerNorm({ input: p.get('input'), gain: p.get('gain'), bias: p.get('bias') }),
      ),
    );
  });

  it('of both activations', () => {
    // The kink of the second derivative at 0 is kept out of the finite step.
    const awayFromZero = (random: { normal(): number }): number => {
      const value = random.normal();
      return value + 0.1 * Math.sign(value);
    };
    expectSmall(gradientErrors({ x: [4, 5] }, (p) => squaredRelu(p.get('x')), awayFromZero));
    expectSmall(gradientErrors({ x: [4, 5] }, (p) => gelu(p.get('x'))));
  });

  it('of unit rows', () => {
    expectSmall(gradientErrors({ x: [3, 5] }, (p) => unitRows(p.get('x'))));
  });

  it('of weighted cross-entropy', () => {
    expectSmall(
      gradientErrors({ logits: [4, 5] }, (p) =>
        crossEntropySum({
          logits: p.get('logits'),
          targets: Int32Array.of(1, 4, 0, 2),
          weights: Float32Array.of(1, 0.5, 0, 2),
        }),
      ),
    );
  });

  it('of a table look-up with a repeated row', () => {
    expectSmall(
      gradientErrors({ table: [4, 3] }, (p) => embeddingLookup(p.get('table'), Int32Array.of(2, 0, 2, 3, 2))),
    );
  });

  it('of causal self-attention with two heads', () => {
    expectSmall(
      gradientErrors({ projected: [6, 12] }, (p) =>
        selfAttention({
          projected: p.get('projected'),
          shape: { batch: 2, length: 3, heads: 2 },
          mask: causalMask(3),
        }),
      ),
    );
  });

  it('of self-attention with a padded sequence', () => {
    const present = Uint8Array.of(1, 1, 0, 1, 1, 1);
    expectSmall(
      gradientErrors({ projected: [6, 12] }, (p) =>
        selfAttention({
          projected: p.get('projected'),
          shape: { batch: 2, length: 3, heads: 2 },
          mask: paddingMask({ present, length: 3, heads: 2 }),
        }),
      ),
    );
  });
});

import { selfAttention } from '../../src/tensor/attention.js';
import type { AttentionShape } from '../../src/tensor/attention-pages.js';
import { plus } from '../../src/tensor/differentiable.js';
import { type Activation, feedForward } from '../../src/tensor/feed-forward.js';
import { layerNorm } from '../../src/tensor/layer-norm.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import { linear } from '../../src/tensor/product.js';
import type { Tensor2D, Tensor3D } from '../../src/tensor/tensor.js';

/** x · W + b with the parameters `<name>/weight` and `<name>/bias`. */
export function namedLinear(parameters: Parameters, name: string, input: Tensor2D): Tensor2D {
  return linear({ input, weight: parameters.get(`${name}/weight`), bias: parameters.get(`${name}/bias`) });
}

/** Layer normalisation with the parameters `<name>/gain` and `<name>/bias`. */
export function namedNorm(parameters: Parameters, name: string, input: Tensor2D): Tensor2D {
  return layerNorm({ input, gain: parameters.get(`${name}/gain`), bias: parameters.get(`${name}/bias`) });
}

/** x + attention(norm(x)): pre-norm self-attention, all rows [batch · length, width]. */
export function attentionStep(options: {
  readonly parameters: Parameters;
  readonly name: string;
  readonly input: Tensor2D;
  readonly shape: AttentionShape;
  readonly mask: Tensor3D;
  /** Applied to what the layer adds. */
  readonly drop: (rows: Tensor2D) => Tensor2D;
}): Tensor2D {
  const { parameters, name, input } = options;
  const normal = namedNorm(parameters, `${name}/attention-norm`, input);
  const attended = selfAttention({
    projected: namedLinear(parameters, `${name}/attention-in`, normal), // [batch · length, 3 · width]
    shape: options.shape,
    mask: options.mask,
  });
  return plus(input, options.drop(namedLinear(parameters, `${name}/attention-out`, attended)));
}

/** x + W₂ · activation(W₁ · norm(x)), row by row. */
export function feedForwardStep(options: {
  readonly parameters: Parameters;
  readonly name: string;
  readonly input: Tensor2D;
  readonly activation: Activation;
  /** Applied to what the layer adds. */
  readonly drop: (rows: Tensor2D) => Tensor2D;
}): Tensor2D {
  const { parameters, name, input } = options;
  const normal = namedNorm(parameters, `${name}/feed-norm`, input);
  const added = feedForward(
    {
      input: normal,
      weightIn: parameters.get(`${name}/feed-in/weight`),
      biasIn: parameters.get(`${name}/feed-in/bias`),
      weightOut: parameters.get(`${name}/feed-out/weight`),
      biasOut: parameters.get(`${name}/feed-out/bias`),
    },
    options.activation,
  );
  return plus(input, options.drop(added));
}

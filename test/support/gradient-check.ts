import { Random } from '../../src/math/random.js';
import { reshape } from '../../src/tensor/differentiable.js';
import { lossAndGradients } from '../../src/tensor/gradients.js';
import { type ParameterSpec, Parameters } from '../../src/tensor/parameters.js';
import { product } from '../../src/tensor/product.js';
import { type Scalar, type Tensor, type Tensor2D, tensor2d, tidy } from '../../src/tensor/tensor.js';

const STEP = 1 / 64;

/**
 * Compares the gradients of an operation with central finite differences of a random projection of its value.
 * @returns for each input the largest absolute difference, divided by the largest finite difference.
 */
export function gradientErrors(
  shapes: Readonly<Record<string, readonly number[]>>,
  operation: (inputs: Parameters) => Tensor,
  start: (random: Random) => number = (random) => random.normal(),
): Record<string, number> {
  const random = new Random(11);
  const specs = Object.entries(shapes).map(([name, shape]): [string, ParameterSpec] => {
    const count = shape.reduce((product, value) => product * value, 1);
    return [
      name,
      { shape, initial: Float32Array.from({ length: count }, () => start(random)), decays: true },
    ];
  });
  const inputs = new Parameters(new Map(specs));
  const size = tidy(() => operation(inputs).size);
  const projection = Float32Array.from({ length: size }, () => random.normal());
  const loss = (): Scalar => {
    const row = reshape<Tensor2D>(operation(inputs), [1, size]);
    return reshape<Scalar>(product(row, tensor2d(projection, [size, 1])), []);
  };
  const { gradients } = lossAndGradients(inputs, loss);
  const errors: Record<string, number> = {};
  for (const [name, { initial, shape: inputShape }] of specs) {
    const analytic = gradients.get(name)?.dataSync() ?? [];
    const at = (values: Float32Array): number => {
      inputs.import(new Map([...inputs.export(), [name, { shape: inputShape, values }]]));
      return tidy(() => loss().dataSync()[0] as number);
    };
    let difference = 0;
    let scale = 0;
    for (let index = 0; index < initial.length; index += 1) {
      const numeric = (at(shifted(initial, index, STEP)) - at(shifted(initial, index, -STEP))) / (2 * STEP);
      difference = Math.max(difference, Math.abs(numeric - (analytic[index] as number)));
      scale = Math.max(scale, Math.abs(numeric));
    }
    at(initial);
    errors[name] = difference / scale;
  }
  for (const gradient of gradients.values()) gradient.dispose();
  inputs.dispose();
  return errors;
}

function shifted(values: Float32Array, index: number, by: number): Float32Array {
  const copy = values.slice();
  copy[index] = (copy[index] as number) + by;
  return copy;
}

import { type Tensor, tidy } from '@tensorflow/tfjs-core';

/**
 * Values of a computed tensor on the host; every tensor made on the way is disposed.
 * A typed array must not be returned from `tidy` itself: TensorFlow.js would look for tensors in each number.
 */
export function readValues(compute: () => Tensor): Float32Array {
  let values: Float32Array = new Float32Array();
  tidy(() => {
    values = compute().dataSync<'float32'>();
  });
  return values;
}

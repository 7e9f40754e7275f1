/**
 * What the rest of the project sees of TensorFlow.js: types, constants and memory. Everything that computes
 * comes from the files beside this one.
 */
export {
  dispose,
  memory,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';

import type { Random } from '../../src/math/random.js';
import { dropout } from '../../src/tensor/dropout.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import type { Tensor2D } from '../../src/tensor/tensor.js';
import type { VideoTokenConfig } from './config.js';

/** Weights and sizes of one student. */
export interface Student {
  readonly config: VideoTokenConfig;
  readonly parameters: Parameters;
  /** Present while training: where the dropout of activations draws from. */
  readonly random?: Random;
}

/** Dropout of rows while a student is trained, and nothing afterwards. */
export function activationDropout({ random }: Student, share: number): (rows: Tensor2D) => Tensor2D {
  return (rows) => (random === undefined ? rows : dropout(rows, { share, random }));
}

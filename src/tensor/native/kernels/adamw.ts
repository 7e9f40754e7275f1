import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { AdamWStep } from '../../adamw-step.js';
import { defineKernel } from '../define-kernel.js';
import { sizeOf } from '../heap.js';
import { nativeProgram } from '../native-program.js';

interface Inputs {
  readonly weight: TensorInfo;
  readonly mean: TensorInfo;
  readonly squared: TensorInfo;
  readonly gradient: TensorInfo;
}

const UPDATE = nativeProgram({
  arrays: ['weight', 'mean', 'squared', 'gradient'],
  scalars: ['beta1', 'newShare1', 'beta2', 'newShare2', 'epsilon', 'rate', 'correction', 'retained', 'scale'],
  values: {
    slope: ['multiply', 'gradient', 'scale'],
    first: ['add', ['multiply', 'mean', 'beta1'], ['multiply', 'slope', 'newShare1']],
    second: [
      'add',
      ['multiply', 'squared', 'beta2'],
      ['multiply', ['multiply', 'slope', 'slope'], 'newShare2'],
    ],
    deviation: ['add', ['multiply', ['squareRoot', 'second'], 'correction'], 'epsilon'],
  },
  stores: {
    mean: 'first',
    squared: 'second',
    weight: [
      'subtract',
      ['multiply', 'weight', 'retained'],
      ['divide', ['multiply', 'first', 'rate'], 'deviation'],
    ],
  },
});

/** One update of a variable and its two moments in place: each number is read and written once. No output. */
export const adamWUpdateKernel = defineKernel<Inputs, AdamWStep>('AdamWUpdate', (heap, inputs, step) => {
  const { beta1, beta2, epsilon, rate, squareCorrection, retained, scale } = step;
  UPDATE(heap, {
    count: sizeOf(inputs.weight.shape),
    arrays: { ...inputs },
    scalars: {
      beta1,
      newShare1: 1 - beta1,
      beta2,
      newShare2: 1 - beta2,
      epsilon,
      rate,
      correction: squareCorrection,
      retained,
      scale,
    },
  });
  return [];
});

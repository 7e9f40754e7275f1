import { dispose, engine, tensor, type Variable } from '@tensorflow/tfjs-core';

/**
 * Gives a variable values of its own before a kernel writes them in place. A clone, a reshaped view or another
 * variable that was assigned the same tensor may share its memory, and would see the change.
 */
export function ownMemory(variable: Variable): void {
  if (engine().backend.refCount(variable.dataId) === 1) return;
  const copy = tensor(variable.dataSync<'float32'>().slice(), variable.shape);
  variable.assign(copy);
  dispose(copy);
}

import type { Describer } from '../core/description.js';

/** A describer that answers at once from what is stored: no model, no call, always the same answer. */
export function factsDescriber(describer: Pick<Describer, 'id' | 'promptHash' | 'describe'>): Describer {
  return {
    ...describer,
    parameters: '',
    needs: 'facts',
    concurrency: 1,
    canRepair: false,
    async dispose() {},
  };
}

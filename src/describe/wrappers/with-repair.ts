import type { Describer } from '../../core/description.js';
import { DescriberError } from '../../core/errors.js';
import { isUnusableAnswer } from './unusable-answer.js';

/**
 * Shows an answer that cannot be used to its model once and asks to mend it, when the describer can. A call that is
 * a repair already stays the last one.
 *
 * @throws DescriberError of the last answer
 */
export function withRepair(describer: Describer): Describer {
  return {
    ...describer,
    async describe(input, options) {
      try {
        return await describer.describe(input, options);
      } catch (error) {
        if (!describer.canRepair || options.repair !== undefined) throw error;
        if (!(error instanceof DescriberError) || !isUnusableAnswer(error.code)) throw error;
        const repair = { reason: error.message, answer: error.answer ?? '' };
        return describer.describe(input, { ...options, repair });
      }
    },
  };
}

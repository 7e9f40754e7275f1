import type { Describer } from '../../core/description.js';
import { factsDescriber } from '../facts-describer.js';
import { safeText } from '../safe-text.js';

/** Characters kept: several times a long human description, and far more than a student can learn from. */
const LONGEST_DESCRIPTION = 4000;

/** The text that came with the video, as one plain line; `undefined` where there is none. */
export function createManifestDescriber(): Describer {
  return factsDescriber({
    id: 'manifest',
    promptHash: 'none',
    async describe({ providedDescription }, { signal }) {
      signal.throwIfAborted();
      const text = safeText(providedDescription ?? '', LONGEST_DESCRIPTION);
      return text === '' ? undefined : { text, describerId: 'manifest', promptHash: 'none' };
    },
  });
}

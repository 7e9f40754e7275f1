import type { SpaceId } from '../../src/core/ids.js';
import type { TokenLookup } from '../dreamumm/user-vector.js';
import type { Watch } from '../dreamumm/watch.js';

/** f_seq of eq. 7: how probable it is that a user watches a video for long. Only tokens and watch times enter. */
export interface LongViewPredictor {
  /** Space of the tokens that it was trained on; it understands no other. */
  readonly spaceId: SpaceId;
  /** @returns [candidates] 0…1 @throws VidtokenError `invalid-value` for a watch time that is no number */
  predict(options: PredictOptions): Float32Array;
}

export interface PredictOptions {
  /** Oldest first; only the newest that the model looks at count, and only those of videos with a token. */
  readonly watches: readonly Watch[];
  readonly tokens: TokenLookup;
  /** [candidates][dimension] finite */
  readonly candidates: readonly Float32Array[];
}

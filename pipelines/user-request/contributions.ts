import type { TokenLookup, UserVector } from '../../models/dreamumm/user-vector.js';
import type { Watch } from '../../models/dreamumm/watch.js';
import type { VideoId } from '../../src/core/ids.js';
import { dot } from '../../src/math/vector.js';

/** What one watched video says for a recommended one. */
export interface Contribution {
  readonly itemId: VideoId;
  /** a_j · ⟨x_j, x_i⟩ over all watches of the video; in the branch DreamUMM their sum is ‖Σ a_j x_j‖ · ⟨x_i, μ⟩. */
  readonly term: number;
}

const MOST_CONTRIBUTIONS = 3;

/** The watched videos with the largest positive terms a_j · ⟨x_j, x_i⟩, best first. */
export function watchContributions(options: {
  readonly watches: readonly Watch[];
  readonly tokens: TokenLookup;
  /** Made from the same watches. */
  readonly history: Pick<UserVector, 'weights'>;
  /** x_i */
  readonly token: Float32Array;
}): Contribution[] {
  const { watches, tokens, history, token } = options;
  const terms = new Map<VideoId, number>();
  for (const [position, { itemId }] of watches.entries()) {
    const watched = tokens.get(itemId);
    if (watched === undefined) continue;
    const term = (history.weights[position] as number) * dot(watched, token);
    terms.set(itemId, (terms.get(itemId) ?? 0) + term);
  }
  return [...terms]
    .map(([itemId, term]) => ({ itemId, term }))
    .filter(({ term }) => term > 0)
    .sort((left, right) => right.term - left.term || (left.itemId < right.itemId ? -1 : 1))
    .slice(0, MOST_CONTRIBUTIONS);
}

import type { EmbeddingSpace } from '../../core/embedding.js';
import { extractorSetLabel } from '../../core/features.js';
import type { SpaceId } from '../../core/ids.js';
import type { VideoStore } from '../../core/store.js';

/** The space of most stored tokens: while videos are embedded again there are two. */
export async function spaceOfTokens(
  store: VideoStore,
): Promise<{ readonly space: EmbeddingSpace; readonly tokens: number } | undefined> {
  let most: { readonly id: SpaceId; readonly tokens: number } | undefined;
  for (const [id, tokens] of await store.videos.spaceCounts()) {
    if (id !== null && tokens > (most?.tokens ?? 0)) most = { id, tokens };
  }
  if (most === undefined) return undefined;
  const { extractors, tokenDimension: dimension } = store.schema;
  return {
    space: {
      id: most.id,
      dimension,
      metric: 'cosine',
      // What else is known of a model stands with the model; the id is made of it.
      modelHash: '',
      extractors: extractorSetLabel(extractors),
    },
    tokens: most.tokens,
  };
}

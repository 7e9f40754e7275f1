import type { VideoId } from '../../core/ids.js';
import type { HitPage } from '../contract/video.js';

export interface RankedHit {
  readonly id: VideoId;
  /** Larger is better; what it is depends on the mode. */
  readonly score: number;
}

/** What the hits of a search are explained with. */
export type SearchSubject =
  | { readonly kind: 'video'; readonly id: VideoId }
  | { readonly kind: 'words'; readonly text: string };

/** One way to search, ready to be asked for as many hits as a page needs. */
export interface SearchSource {
  readonly mode: HitPage['mode'];
  readonly spaceId: string | null;
  readonly exact: boolean;
  /** Undefined for vectors and pictures: nothing stored says more about them. */
  readonly subject: SearchSubject | undefined;
  /** True when the order of the best hits depends on how many are asked for: then every page asks for the same number. */
  readonly needsPool: boolean;
  /** Scores are cosines of tokens, which can be weighed against cosines between hits as they are. */
  readonly comparesTokens: boolean;
  /** Best first, about `depth` of them. */
  rank(depth: number): Promise<RankedHit[]>;
}

import type { Recommendation, VideoSummary } from '../../../client/index.js';
import { choiceInWords, reasonInWords } from './feed-words.js';

/** A clip of the feed, and why it is there. */
export interface FeedClip {
  readonly id: string;
  readonly video: VideoSummary;
  readonly reasons: readonly string[];
  /** How the recommendation was made that it came with. */
  readonly choice: string;
}

/** The clips of an answer that can be played; `titleOf` knows what was watched. */
export function feedClips(
  answer: Pick<Recommendation, 'hits' | 'branch' | 'historyLength'>,
  titleOf: (id: string) => string | undefined,
): readonly FeedClip[] {
  const choice = choiceInWords(answer);
  return answer.hits
    .filter(({ video }) => video.hasMedia)
    .map(({ video, reasons }) => ({
      id: video.id,
      video,
      reasons: reasons.map((reason) => reasonInWords(reason, titleOf)),
      choice,
    }));
}

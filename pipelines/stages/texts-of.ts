import type { Transcript, VideoText } from '../../src/core/media.js';

/**
 * The text that travels with a video, for extractors and describers. A transcript or a writing that was looked for and
 * not found is kept as an empty text; here it is absent.
 */
export function textsOf(facts: {
  readonly title?: string;
  readonly tags: readonly string[];
  readonly transcript?: Transcript;
  readonly onScreenText?: string;
}): VideoText {
  const { title, tags, transcript, onScreenText } = facts;
  return {
    tags,
    ...(title === undefined ? {} : { title }),
    ...(transcript === undefined || transcript.text === '' ? {} : { transcript: transcript.text }),
    ...(onScreenText === undefined || onScreenText === '' ? {} : { onScreenText }),
  };
}

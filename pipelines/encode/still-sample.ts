import type { VideoSample } from '../../src/core/media.js';
import type { DecodedPicture } from '../../src/media/decode-picture.js';

/** A picture as the sample of a silent video that shows nothing else. */
export function stillSample({ frame, format, width, height }: DecodedPicture): VideoSample {
  return {
    info: { container: format, video: { codec: format, width, height, rotationDegrees: 0 } },
    frames: [frame],
    text: { tags: [] },
  };
}

import type { Frame, VideoSample } from '../../core/media.js';
import type { Piece } from '../learned-extractor.js';
import { frameWeight } from './frame-weight.js';
import { picture } from './picture.js';

/** One piece for each frame; near-blank ones weigh little. */
export function framePieces({ frames }: VideoSample): Piece<Frame>[] {
  return frames.map((frame) => ({
    item: frame,
    weight: frameWeight(picture(frame)),
    timeSeconds: () => frame.timeSeconds,
  }));
}

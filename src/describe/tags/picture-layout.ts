import type { Frame } from '../../core/media.js';
import { colourNames } from '../measure/colour-names.js';
import { movementRows } from './movement-rows.js';
import { plainBackground, type Subject, subjectOf } from './plain-background.js';
import { shareOfThirds, type Thirds, thinFrame } from './thin-frames.js';
import { type TouchOfColour, touchOfColour } from './touch-of-colour.js';

/** Where things lie in the pictures of a video, by measurement. Thirds are those of the subject where there is one. */
export interface PictureLayout {
  /** English basic colour term; absent unless the rim of the pictures is of one colour. */
  readonly backgroundColour?: string;
  /** What stands out from a plain background. */
  readonly subject?: Subject;
  /** Where the pictures change; absent without change. */
  readonly movement?: Thirds;
  readonly touch?: TouchOfColour;
}

/** @param frames of one size, at least one */
export function pictureLayout(frames: readonly Frame[]): PictureLayout {
  const thin = frames.map(thinFrame);
  const background = plainBackground(thin);
  const subject = background === undefined ? undefined : subjectOf(thin, background);
  const [backgroundColour] = background === undefined ? [] : colourNames(background);
  const range = subject?.rows ?? { first: 0, end: thin[0]?.rows ?? 0 };
  const movement = shareOfThirds(movementRows(thin), range);
  const touch = touchOfColour(thin, range);
  return {
    ...(backgroundColour === undefined ? {} : { backgroundColour }),
    ...(subject === undefined ? {} : { subject }),
    ...(movement === undefined ? {} : { movement }),
    ...(touch === undefined ? {} : { touch }),
  };
}

import type { RawImage } from '@huggingface/transformers';
import type { Frame } from '../../core/media.js';
import type { Transformers } from './load-transformers.js';

const CHANNELS = 3;

/** A frame as transformers.js takes pictures. */
export function rawImage({ RawImage: Image }: Pick<Transformers, 'RawImage'>, frame: Frame): RawImage {
  return new Image(new Uint8ClampedArray(frame.rgb), frame.width, frame.height, CHANNELS);
}

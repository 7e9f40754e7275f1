import sharp from 'sharp';
import { InputError, messageOf } from '../core/errors.js';
import type { Frame } from '../core/media.js';

/** Formats that a picture may have; others are refused, among them those that can name other files. */
const PICTURE_FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp']);
const DEFAULT_MAX_PIXELS = 50_000_000;
const DEFAULT_MAX_SIDE_PIXELS = 224;
/** A picture that inflates slowly is given up. */
const TIME_LIMIT_SECONDS = 10;

export interface DecodedPicture {
  /** At time 0, upright. */
  readonly frame: Frame;
  readonly format: string;
  /** As it is in the file, upright. */
  readonly width: number;
  readonly height: number;
}

/**
 * A picture as a frame of a video: upright, without transparency, fitted into a square and never enlarged.
 * @throws InputError `decode-failed` for anything but a whole JPEG, PNG or WebP, `too-large`
 */
export async function decodePicture(
  bytes: Uint8Array,
  options: { readonly maxPixels?: number; readonly maxSidePixels?: number } = {},
): Promise<DecodedPicture> {
  const { maxPixels = DEFAULT_MAX_PIXELS, maxSidePixels = DEFAULT_MAX_SIDE_PIXELS } = options;
  try {
    // The size is checked here, so that the error can name it.
    const { format, width, height, orientation } = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (!PICTURE_FORMATS.has(format)) throw notDecoded(`its format is ${format}`);
    if (width * height > maxPixels) throw tooLarge({ width, height, maxPixels });
    const { data, info } = await sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
      .timeout({ seconds: TIME_LIMIT_SECONDS })
      .autoOrient()
      .resize({ width: maxSidePixels, height: maxSidePixels, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#000' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const isSideways = (orientation ?? 1) >= 5;
    return {
      frame: { timeSeconds: 0, width: info.width, height: info.height, rgb: new Uint8Array(data) },
      format,
      width: isSideways ? height : width,
      height: isSideways ? width : height,
    };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw notDecoded(messageOf(error), error);
  }
}

function tooLarge(facts: {
  readonly width: number;
  readonly height: number;
  readonly maxPixels: number;
}): InputError {
  return new InputError({
    code: 'too-large',
    message: `The picture is ${facts.width} × ${facts.height} pixels; ${facts.maxPixels} in all are allowed.`,
  });
}

function notDecoded(why: string, cause?: unknown): InputError {
  return new InputError({
    code: 'decode-failed',
    message: `The picture is no whole JPEG, PNG or WebP: ${why}.`,
    ...(cause === undefined ? {} : { cause }),
  });
}

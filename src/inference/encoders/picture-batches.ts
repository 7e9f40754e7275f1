import type { ImageProcessor, Tensor } from '@huggingface/transformers';
import type { Frame } from '../../core/media.js';
import type { Transformers } from '../transformers/load-transformers.js';
import { rawImage } from '../transformers/raw-image.js';

/**
 * Frames as an image model reads them, in batches of one size: a processor that keeps the aspect ratio makes pictures of
 * several sizes out of several videos.
 * @returns `pixel_values` [n, 3, height, width] of neighbouring frames, in order
 */
export async function pictureBatches(
  transformers: Transformers,
  processor: ImageProcessor,
  frames: readonly Frame[],
): Promise<Tensor[]> {
  const batches: Tensor[][] = [];
  for (const frame of frames) {
    const { pixel_values: pixels }: { pixel_values: Tensor } = await processor(rawImage(transformers, frame));
    const batch = batches.at(-1);
    if (batch?.[0]?.dims.join() === pixels.dims.join()) batch.push(pixels);
    else batches.push([pixels]);
  }
  return batches.map((batch) => transformers.cat(batch));
}

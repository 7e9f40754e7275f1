import { onnxGraphBuilder } from '../onnx-graph-builder.js';
import { randomWeights } from './random-weights.js';
import { writeModelFolder } from './write-model-folder.js';

export const TINY_IMAGE_WIDTH = 6;
/** Tokens of a picture: one class token and 2 × 2 patches. */
export const TINY_IMAGE_TOKENS = 5;
const PICTURE_SIZE = 16;
const PATCH_SIZE = 8;
const SEED = 17;

/**
 * An image encoder of the shape of DINOv2 with random weights: 2 × 2 patches of 8 × 8 pixels, each a random linear
 * projection to 6 numbers, after a class token that is their mean; without a pooled output. Files as
 * transformers.js wants them for the `image-feature-extraction` pipeline.
 */
export async function writeTinyImageEncoder(folder: string): Promise<void> {
  await writeModelFolder(folder, {
    'config.json': {
      model_type: 'dinov2',
      architectures: ['Dinov2Model'],
      hidden_size: TINY_IMAGE_WIDTH,
      image_size: PICTURE_SIZE,
      patch_size: PATCH_SIZE,
    },
    'preprocessor_config.json': {
      image_processor_type: 'BitImageProcessor',
      do_resize: true,
      size: { shortest_edge: PICTURE_SIZE },
      resample: 3,
      do_center_crop: true,
      crop_size: { height: PICTURE_SIZE, width: PICTURE_SIZE },
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_normalize: true,
      image_mean: [0.485, 0.456, 0.406],
      image_std: [0.229, 0.224, 0.225],
      do_convert_rgb: true,
    },
    'onnx/model.onnx': encoder(),
  });
}

/** pixel_values [batch, 3, 16, 16] → last_hidden_state [batch, 5, 6] */
function encoder(): Uint8Array {
  const graph = onnxGraphBuilder();
  const pixels = graph.input({
    name: 'pixel_values',
    type: 'float',
    shape: ['batch', 3, PICTURE_SIZE, PICTURE_SIZE],
  });
  const shape = [TINY_IMAGE_WIDTH, 3, PATCH_SIZE, PATCH_SIZE];
  const kernel = graph.weights(shape, randomWeights(TINY_IMAGE_WIDTH * 3 * PATCH_SIZE ** 2, SEED));
  // [batch, 6, 2, 2] → [batch, 6, 4] → [batch, 4, 6]
  const grid = graph.node('Conv', [pixels, kernel], {
    attributes: { kernel_shape: [PATCH_SIZE, PATCH_SIZE], strides: [PATCH_SIZE, PATCH_SIZE] },
  });
  const flat = graph.node('Reshape', [grid, graph.integers([0, TINY_IMAGE_WIDTH, TINY_IMAGE_TOKENS - 1])]);
  const patches = graph.node('Transpose', [flat], { attributes: { perm: [0, 2, 1] } });
  const classToken = graph.node('ReduceMean', [patches], { attributes: { axes: [1], keepdims: 1 } });
  graph.node('Concat', [classToken, patches], { attributes: { axis: 1 }, as: 'last_hidden_state' });
  graph.output({
    name: 'last_hidden_state',
    type: 'float',
    shape: ['batch', TINY_IMAGE_TOKENS, TINY_IMAGE_WIDTH],
  });
  return graph.build();
}

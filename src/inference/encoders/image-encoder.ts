import type { Frame } from '../../core/media.js';
import { loadParts } from '../transformers/load-parts.js';
import { withModel } from '../transformers/unusable-model.js';
import type { Encoder } from './encoder.js';
import { type ModelOutput, requireRows, takeOutput } from './model-output.js';
import { pictureBatches } from './picture-batches.js';
import { poolTokens } from './pool-tokens.js';
import type { Pooling, TowerOptions } from './tower-options.js';

/** Graph of the encoder in a model folder. */
export const IMAGE_PART = 'model';

const POOLED = 'pooler_output';
const TOKENS = 'last_hidden_state';

/**
 * Any image model of transformers.js that gives features: one row for each frame.
 *
 * @param options.pooling `pooled`: the output of that name; `cls`, `mean`: of its tokens. Default: what it pools
 * itself where it does, else `cls`, as DINOv2 is meant to be read (Oquab et al. 2023)
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export async function openImageEncoder(
  options: TowerOptions & { readonly pooling?: Pooling },
): Promise<Encoder<Frame>> {
  const { local, width, pooling } = options;
  const { found } = local;
  const { transformers, options: loading } = await loadParts(local, [IMAGE_PART]);
  const { AutoImageProcessor, AutoModel } = transformers;
  const { model, processor } = await withModel(found, async () => ({
    processor: await AutoImageProcessor.from_pretrained(found.folder, { local_files_only: true }),
    model: await AutoModel.from_pretrained(found.folder, loading),
  }));
  const names = pooling === undefined ? [POOLED, TOKENS] : [pooling === 'pooled' ? POOLED : TOKENS];
  const pooled = (output: ModelOutput): ModelOutput =>
    output.name === POOLED
      ? output
      : poolTokens(output, { found, pooling: pooling === 'mean' ? 'mean' : 'cls' });
  return {
    encode: (frames) =>
      withModel(found, async () => {
        const rows: Float32Array[] = [];
        for (const pixels of await pictureBatches(transformers, processor, frames)) {
          const output = takeOutput(transformers, await model({ pixel_values: pixels }), { found, names });
          rows.push(...requireRows(pooled(output), { found, count: pixels.dims[0] ?? 0, width }));
        }
        return rows;
      }),
    async dispose() {
      await model.dispose();
    },
  };
}

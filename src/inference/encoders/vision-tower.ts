import type { Frame } from '../../core/media.js';
import { modelKind } from '../hub/model-kind.js';
import { loadParts } from '../transformers/load-parts.js';
import { unusableModel, withModel } from '../transformers/unusable-model.js';
import type { Encoder } from './encoder.js';
import { requireRows, takeOutput } from './model-output.js';
import { pictureBatches } from './picture-batches.js';
import type { TowerOptions } from './tower-options.js';

/** Graph of the tower in a model folder. */
export const VISION_PART = 'vision_model';

/**
 * The picture side of a CLIP (Radford et al. 2021; MobileCLIP is of the same form) or SigLIP (Zhai et al. 2023): one row
 * of the space that it shares with texts for each frame, not of unit length.
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export async function openVisionTower({ local, width }: TowerOptions): Promise<Encoder<Frame>> {
  const { found } = local;
  const { modelType } = await modelKind(found.folder);
  const { transformers, options } = await loadParts(local, [VISION_PART]);
  const { CLIPVisionModelWithProjection, SiglipVisionModel, AutoImageProcessor } = transformers;
  const classes = { clip: CLIPVisionModelWithProjection, siglip: SiglipVisionModel };
  if (modelType !== 'clip' && modelType !== 'siglip') {
    throw unusableModel(found, `its kind is "${modelType}", not "clip" or "siglip"`);
  }
  const { model, processor } = await withModel(found, async () => ({
    processor: await AutoImageProcessor.from_pretrained(found.folder, { local_files_only: true }),
    model: await classes[modelType].from_pretrained(found.folder, options),
  }));
  const names = [modelType === 'clip' ? 'image_embeds' : 'pooler_output'];
  return {
    encode: (frames) =>
      withModel(found, async () => {
        const rows: Float32Array[] = [];
        for (const pixels of await pictureBatches(transformers, processor, frames)) {
          const output = takeOutput(transformers, await model({ pixel_values: pixels }), { found, names });
          rows.push(...requireRows(output, { found, count: pixels.dims[0] ?? 0, width }));
        }
        return rows;
      }),
    async dispose() {
      await model.dispose();
    },
  };
}

import { z } from 'zod';
import { modelKind } from '../hub/model-kind.js';
import { loadParts } from '../transformers/load-parts.js';
import { unusableModel, withModel } from '../transformers/unusable-model.js';
import type { Encoder } from './encoder.js';
import { requireRows, takeOutput } from './model-output.js';
import type { TextPiece } from './text-piece.js';
import { tokenIds } from './token-ids.js';
import type { TowerOptions } from './tower-options.js';

/** Graph of the tower in a model folder. */
export const TEXT_PART = 'text_model';

const textConfigSchema = z.object({
  text_config: z.object({ max_position_embeddings: z.number().int().positive().optional() }).optional(),
});

/** Class, output and longest text of the papers; a folder may say another length. */
const KINDS = {
  clip: { model: 'CLIPTextModelWithProjection', output: 'text_embeds', longest: 77 },
  siglip: { model: 'SiglipTextModel', output: 'pooler_output', longest: 64 },
} as const;

/**
 * The text side of a CLIP or SigLIP: one row for each text, of the space of `openVisionTower`. Texts are read one by one
 * and padded to the length that the model was trained with, as MobileCLIP and SigLIP need it.
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export async function openTextTower({ local, width }: TowerOptions): Promise<Encoder<TextPiece>> {
  const { found } = local;
  const { modelType, config } = await modelKind(found.folder);
  if (modelType !== 'clip' && modelType !== 'siglip') {
    throw unusableModel(found, `its kind is "${modelType}", not "clip" or "siglip"`);
  }
  const kind = KINDS[modelType];
  const longest =
    textConfigSchema.safeParse(config).data?.text_config?.max_position_embeddings ?? kind.longest;
  const { transformers, options } = await loadParts(local, [TEXT_PART]);
  const { model, tokenizer } = await withModel(found, async () => ({
    tokenizer: await transformers.AutoTokenizer.from_pretrained(found.folder, { local_files_only: true }),
    model: await transformers[kind.model].from_pretrained(found.folder, options),
  }));
  return {
    encode: (pieces) =>
      withModel(found, async () => {
        const rows: Float32Array[] = [];
        for (const { text } of pieces) {
          const inputs = tokenIds(transformers, tokenizer, text, { longest, isPadded: true });
          const output = takeOutput(transformers, await model(inputs), { found, names: [kind.output] });
          rows.push(...requireRows(output, { found, count: 1, width }));
        }
        return rows;
      }),
    async dispose() {
      await model.dispose();
    },
  };
}

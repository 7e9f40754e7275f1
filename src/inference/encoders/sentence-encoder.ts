import { z } from 'zod';
import { modelKind } from '../hub/model-kind.js';
import { loadParts } from '../transformers/load-parts.js';
import { withModel } from '../transformers/unusable-model.js';
import type { Encoder } from './encoder.js';
import { type ModelOutput, requireRows, takeOutput } from './model-output.js';
import { poolTokens } from './pool-tokens.js';
import type { TextPiece } from './text-piece.js';
import { tokenIds } from './token-ids.js';
import type { Pooling, TowerOptions } from './tower-options.js';

/** Graph of the encoder in a model folder. */
export const SENTENCE_PART = 'model';

const DEFAULT_LONGEST = 512;
const configSchema = z.object({ max_position_embeddings: z.number().int().positive().optional() });

const POOLED = 'sentence_embedding';
const TOKENS = ['last_hidden_state', 'token_embeddings'];

/**
 * A sentence encoder such as MiniLM or GTE: one row for each text. Texts are read one by one: padding them to each other
 * would change the last digits.
 *
 * @param options.pooling `mean` of the tokens (default, Reimers and Gurevych 2019), `cls`, or `pooled`: the output
 * `sentence_embedding`
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export async function openSentenceEncoder(
  options: TowerOptions & { readonly pooling?: Pooling },
): Promise<Encoder<TextPiece>> {
  const { local, width, pooling = 'mean' } = options;
  const { found } = local;
  const { config } = await modelKind(found.folder);
  const longest = configSchema.safeParse(config).data?.max_position_embeddings ?? DEFAULT_LONGEST;
  const { transformers, options: loading } = await loadParts(local, [SENTENCE_PART]);
  const { model, tokenizer } = await withModel(found, async () => ({
    tokenizer: await transformers.AutoTokenizer.from_pretrained(found.folder, { local_files_only: true }),
    model: await transformers.AutoModel.from_pretrained(found.folder, loading),
  }));
  const names = pooling === 'pooled' ? [POOLED] : TOKENS;
  const pooled = (output: ModelOutput): ModelOutput =>
    pooling === 'pooled' ? output : poolTokens(output, { found, pooling });
  return {
    encode: (pieces) =>
      withModel(found, async () => {
        const rows: Float32Array[] = [];
        for (const { text } of pieces) {
          const inputs = tokenIds(transformers, tokenizer, text, { longest, isPadded: false });
          const output = takeOutput(transformers, await model(inputs), { found, names });
          rows.push(...requireRows(pooled(output), { found, count: 1, width }));
        }
        return rows;
      }),
    async dispose() {
      await model.dispose();
    },
  };
}

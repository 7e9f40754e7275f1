import { z } from 'zod';
import { VidtokenError } from '../core/errors.js';
import type { FoundModel } from '../inference/hub/find-model.js';
import type { ModelKind } from '../inference/hub/model-kind.js';
import type { ModelConfiguration } from './model-configuration.js';

const size = z.number().int().positive().optional().catch(undefined);
const widthsSchema = z.looseObject({
  projection_dim: size,
  hidden_size: size,
  vision_config: z.looseObject({ hidden_size: size }).optional().catch(undefined),
});

/** What a `config.json` leaves out when it is as in the library that the models come from (transformers). */
const DEFAULT_PROJECTION = 512;
const DEFAULT_SIGLIP_HIDDEN = 768;

/**
 * Numbers of one token of a model by its `config.json`.
 * @throws VidtokenError `configuration` when it does not say
 */
export function modelWidth(
  configuration: ModelConfiguration,
  { found, kind }: { readonly found: FoundModel; readonly kind: ModelKind },
): number {
  const widths = widthsSchema.parse(kind.config);
  const isSiglip = kind.modelType === 'siglip';
  if (configuration.kind === 'clip' && isSiglip) {
    return widths.vision_config?.hidden_size ?? DEFAULT_SIGLIP_HIDDEN;
  }
  if (configuration.kind === 'clip' || configuration.kind === 'clap') {
    return widths.projection_dim ?? DEFAULT_PROJECTION;
  }
  if (widths.hidden_size !== undefined) return widths.hidden_size;
  throw new VidtokenError({
    code: 'configuration',
    message: `The config.json of the model ${found.id} in ${found.folder} does not say how wide its features are.`,
    hint: `Write "width" into the vidtoken-extractor.json of the extractor ${configuration.id}.`,
    facts: { id: configuration.id, folder: found.folder },
  });
}

import type { PretrainedModelOptions } from '@huggingface/transformers';
import { chooseDtypes } from '../hub/choose-dtypes.js';
import { loadTransformers, type Transformers } from './load-transformers.js';
import type { LocalModel } from './local-model.js';
import { pretrainedOptions } from './pretrained-options.js';

/**
 * transformers.js, and its options for loading some graphs of a model folder.
 * @param parts for example `['encoder_model', 'decoder_model_merged']`
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export async function loadParts(
  { found, wanted, threads, device }: LocalModel,
  parts: readonly string[],
): Promise<{ readonly transformers: Transformers; readonly options: PretrainedModelOptions }> {
  const dtypes = await chooseDtypes({ found, parts, wanted });
  const options = pretrainedOptions({ dtypes, threads, ...(device === undefined ? {} : { device }) });
  return { transformers: await loadTransformers(), options };
}

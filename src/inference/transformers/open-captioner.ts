import type { Frame } from '../../core/media.js';
import { interruptible } from './interruptible.js';
import { loadParts } from './load-parts.js';
import type { LocalModel } from './local-model.js';
import { rawImage } from './raw-image.js';
import { withModel } from './unusable-model.js';

/** A model that says what one picture shows. Owns memory outside of JavaScript until disposed. */
export interface Captioner {
  /**
   * @returns one line, `''` when the model says nothing
   * @throws VidtokenError `configuration` when the model does not take pictures; the signal's reason
   */
  caption(picture: Frame, options: CaptionOptions): Promise<string>;
  dispose(): Promise<void>;
}

export interface CaptionOptions {
  readonly maxNewTokens: number;
  readonly signal: AbortSignal;
}

/** `model_type` of the captioners that are asked with a task word and answer at length. */
export const FLORENCE = 'florence2';
const FLORENCE_TASK = '<MORE_DETAILED_CAPTION>';

/**
 * Loads a captioner: an image encoder with a text decoder (`vit-gpt2`), or Florence-2.
 * @param options.modelType as in its `config.json`
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export async function openCaptioner(
  local: LocalModel,
  { modelType }: { readonly modelType: string },
): Promise<Captioner> {
  return modelType === FLORENCE ? openFlorence(local) : openEncoderDecoder(local);
}

async function openEncoderDecoder(local: LocalModel): Promise<Captioner> {
  const { found } = local;
  const { transformers, options } = await loadParts(local, ['encoder_model', 'decoder_model_merged']);
  const captioner = await withModel(found, () =>
    transformers.pipeline('image-to-text', found.folder, options),
  );
  return {
    caption: (picture, { maxNewTokens, signal }) =>
      withModel(
        found,
        async () => {
          const image = rawImage(transformers, picture);
          const [best] = await interruptible(transformers, signal, (stopping) =>
            captioner(image, { max_new_tokens: maxNewTokens, stopping_criteria: stopping }),
          );
          return best?.generated_text ?? '';
        },
        signal,
      ),
    async dispose() {
      await captioner.dispose();
    },
  };
}

async function openFlorence(local: LocalModel): Promise<Captioner> {
  const { found } = local;
  const parts = ['embed_tokens', 'vision_encoder', 'encoder_model', 'decoder_model_merged'];
  const { transformers, options } = await loadParts(local, parts);
  const { Florence2ForConditionalGeneration, Florence2Processor, Tensor } = transformers;
  const { model, processor } = await withModel(found, async () => ({
    processor: await Florence2Processor.from_pretrained(found.folder, { local_files_only: true }),
    model: await Florence2ForConditionalGeneration.from_pretrained(found.folder, options),
  }));
  return {
    caption: (picture, { maxNewTokens, signal }) =>
      withModel(
        found,
        async () => {
          const inputs = await processor(rawImage(transformers, picture), FLORENCE_TASK);
          const sequences = await interruptible(transformers, signal, (stopping) =>
            model.generate({ ...inputs, max_new_tokens: maxNewTokens, stopping_criteria: stopping }),
          );
          if (!(sequences instanceof Tensor)) throw new TypeError('transformers.js gave no tensor of tokens');
          const [text = ''] = processor.batch_decode(sequences, { skip_special_tokens: true });
          return text.trim();
        },
        signal,
      ),
    async dispose() {
      await model.dispose();
    },
  };
}

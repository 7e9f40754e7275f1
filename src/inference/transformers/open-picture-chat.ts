import type { Message, PreTrainedModel, Processor, Tensor } from '@huggingface/transformers';
import { z } from 'zod';
import type { Frame } from '../../core/media.js';
import { chatTemplate } from './chat-template.js';
import { interruptible } from './interruptible.js';
import { loadParts } from './load-parts.js';
import type { Transformers } from './load-transformers.js';
import type { LocalModel } from './local-model.js';
import { rawImage } from './raw-image.js';
import { unusableModel, withModel } from './unusable-model.js';

/** One question about some pictures. */
export interface PictureQuestion {
  /** In the order in which the question speaks of them, at least one. */
  readonly pictures: readonly Frame[];
  readonly text: string;
  readonly maxNewTokens: number;
  /** 0: always the most likely word. */
  readonly temperature: number;
  /** Of the words that are drawn at a temperature above 0; a whole number below 2³². */
  readonly seed: number;
  readonly signal: AbortSignal;
}

export interface ChatAnswer {
  readonly text: string;
  /** The limit of tokens was reached. */
  readonly isCutOff: boolean;
}

/** A model that answers questions about pictures. Owns memory outside of JavaScript until disposed. */
export interface PictureChat {
  /** @throws VidtokenError `configuration` when the model does not take what it is given; the signal's reason */
  ask(question: PictureQuestion): Promise<ChatAnswer>;
  dispose(): Promise<void>;
}

const PARTS = ['embed_tokens', 'vision_encoder', 'decoder_model_merged'];

/**
 * Loads a vision-language model with a chat template (SmolVLM, Idefics 3 and others of transformers.js).
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export async function openPictureChat(local: LocalModel): Promise<PictureChat> {
  const { found } = local;
  const { transformers, options } = await loadParts(local, PARTS);
  const { AutoModelForImageTextToText, AutoProcessor } = transformers;
  const { model, processor } = await withModel(found, async () => ({
    processor: await AutoProcessor.from_pretrained(found.folder, { local_files_only: true }),
    model: await AutoModelForImageTextToText.from_pretrained(found.folder, options),
  }));
  keepOneTile(processor);
  const template = processor.tokenizer?.chat_template ?? (await chatTemplate(found.folder));
  if (template === undefined || template === null) {
    await model.dispose();
    throw unusableModel(found, 'it has no chat template');
  }
  const parts = { transformers, model, processor, template };
  return {
    ask: (question) => withModel(found, () => answer(question, parts), question.signal),
    async dispose() {
      await model.dispose();
    },
  };
}

const tileSchema = z.object({ max_image_size: z.object({ longest_edge: z.number().positive() }) });

/** Idefics 3 enlarges a picture to several tiles before it is cut; one tile needs no more than the size of a tile. */
function keepOneTile({ image_processor: pictures }: Processor): void {
  const tile = tileSchema.safeParse(pictures);
  if (pictures !== undefined && tile.success) pictures.size = { ...tile.data.max_image_size };
}

interface ChatParts {
  readonly transformers: Transformers;
  readonly model: PreTrainedModel;
  readonly processor: Processor;
  readonly template: string;
}

async function answer(question: PictureQuestion, parts: ChatParts): Promise<ChatAnswer> {
  const { transformers, model, processor, template } = parts;
  const { temperature, maxNewTokens } = question;
  const content = [
    ...question.pictures.map(() => ({ type: 'image' })),
    { type: 'text', text: question.text },
  ];
  const messages: Message[] = [{ role: 'user', content }];
  const prompt = processor.apply_chat_template(messages, {
    add_generation_prompt: true,
    chat_template: template,
  });
  const pictures = question.pictures.map((picture) => rawImage(transformers, picture));
  // One tile for each picture: several stills of one video say more than one of them in detail.
  const inputs = await processor(prompt, pictures, { do_image_splitting: false });
  if (temperature > 0) transformers.random.seed(question.seed);
  const sequences = await interruptible(transformers, question.signal, (stopping) =>
    model.generate({
      ...inputs,
      max_new_tokens: maxNewTokens,
      do_sample: temperature > 0,
      ...(temperature > 0 ? { temperature } : {}),
      stopping_criteria: stopping,
    }),
  );
  const written = newTokens(sequences, inputs.input_ids, transformers);
  const [text = ''] = processor.batch_decode(written, { skip_special_tokens: true });
  return { text: text.trim(), isCutOff: (written.dims[1] ?? 0) >= maxNewTokens };
}

/** [1, all tokens] without the [1, prompt tokens] at the start. */
function newTokens(sequences: unknown, prompt: unknown, { Tensor: Tensors }: Transformers): Tensor {
  if (!(sequences instanceof Tensors) || !(prompt instanceof Tensors)) {
    throw new TypeError('transformers.js gave no tensor of tokens');
  }
  return sequences.slice(null, [prompt.dims[1] ?? 0, sequences.dims[1] ?? 0]);
}

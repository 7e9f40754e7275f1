import { modelKind } from '../../inference/hub/model-kind.js';
import type { LocalModel } from '../../inference/transformers/local-model.js';
import { FLORENCE, openCaptioner } from '../../inference/transformers/open-captioner.js';
import { openPictureChat } from '../../inference/transformers/open-picture-chat.js';
import { joinCaptions } from './join-captions.js';
import type { LocalPrompt } from './local-prompt.js';
import type { LocalSettings, LocalTask } from './local-settings.js';
import type { Teller } from './teller.js';
import { tidyAnswer } from './tidy-answer.js';

/** Pictures that a chat model is shown at once, and that a captioner captions one by one. */
const CHAT_FRAMES = 8;
const CAPTION_FRAMES = 4;
const CAPTION_TOKENS = 100;
/** `model_type` of models that caption and take no question. */
const CAPTIONERS: ReadonlySet<string> = new Set(['vision-encoder-decoder', FLORENCE]);

interface TellerOptions {
  readonly settings: LocalSettings;
  readonly prompt: LocalPrompt;
}

/**
 * Loads a model by its task, or by its `config.json`.
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export async function openTeller(local: LocalModel, options: TellerOptions): Promise<Teller> {
  const { modelType } = await modelKind(local.found.folder);
  const usual: LocalTask = CAPTIONERS.has(modelType) ? 'image-to-text' : 'image-text-to-text';
  return (options.settings.task ?? usual) === 'image-to-text'
    ? captionTeller(local, { ...options, modelType })
    : chatTeller(local, options);
}

async function chatTeller(local: LocalModel, { settings, prompt }: TellerOptions): Promise<Teller> {
  const chat = await openPictureChat(local);
  const { frameCount = CHAT_FRAMES, frameMaxSidePixels, language, temperature } = settings;
  const maxNewTokens = settings.maxOutputTokens ?? prompt.maxTokens;
  return {
    async tell(input, { signal, seed }) {
      const { frames } = await input.media({ frameCount, frameMaxSidePixels, audio: false });
      const text = prompt.question({ text: input.text, pictureCount: frames.length, language });
      const answer = await chat.ask({ pictures: frames, text, maxNewTokens, temperature, seed, signal });
      return { text: tidyAnswer(answer), raw: answer.text };
    },
    dispose: () => chat.dispose(),
  };
}

async function captionTeller(
  local: LocalModel,
  { settings, modelType }: TellerOptions & { readonly modelType: string },
): Promise<Teller> {
  const captioner = await openCaptioner(local, { modelType });
  const { frameCount = CAPTION_FRAMES, frameMaxSidePixels, maxOutputTokens = CAPTION_TOKENS } = settings;
  return {
    async tell(input, { signal }) {
      const { frames } = await input.media({ frameCount, frameMaxSidePixels, audio: false });
      const captions: string[] = [];
      for (const frame of frames) {
        captions.push(await captioner.caption(frame, { maxNewTokens: maxOutputTokens, signal }));
      }
      return { text: joinCaptions(captions), raw: captions.join('\n') };
    },
    dispose: () => captioner.dispose(),
  };
}

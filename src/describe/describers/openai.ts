import type { Describer } from '../../core/description.js';
import { VidtokenError } from '../../core/errors.js';
import type { DescriberOptions } from '../describer-options.js';
import { answerOf, KEPT_ANSWER_LENGTH } from '../openai/answer-of.js';
import { callBound } from '../openai/call-bound.js';
import { callSettings, parametersText } from '../openai/call-settings.js';
import { type ChatEndpoint, createChatEndpoint } from '../openai/chat-endpoint.js';
import { endpointAddress, OPENAI_BASE_URL } from '../openai/endpoint-address.js';
import { type SecretHider, secretHider } from '../openai/hide-secrets.js';
import { showPictures } from '../openai/show-pictures.js';
import { readVideoPrompt } from '../prompt/video-prompt.js';
import { safeText } from '../safe-text.js';

/**
 * Asks a server that speaks OpenAI's chat completions (OpenAI, vLLM, Ollama, LM Studio, llama.cpp) for the facts of a
 * video: it is shown pictures, measured facts and the texts of the video. One description is one paid call; requests
 * that a server refuses for their form are repeated in a simpler one.
 *
 * @throws VidtokenError `configuration` without a model, without a key for OpenAI itself, or with an address or a prompt
 *   file that cannot be used
 */
export async function createOpenAiDescriber(options: DescriberOptions): Promise<Describer> {
  const prompt = await readVideoPrompt(options.promptsFolder);
  const settings = callSettings(options.settings, prompt);
  const { model } = settings;
  const { endpoint, hider } = openEndpoint(options, settings);
  return {
    id: 'openai',
    promptHash: prompt.hash,
    model,
    parameters: parametersText(settings),
    needs: 'media',
    concurrency: settings.concurrency,
    canRepair: true,
    estimate: (input) => callBound({ input, prompt, settings }),
    async describe(input, { signal, repair }) {
      signal.throwIfAborted();
      const { frameCount, frameMaxSidePixels } = settings;
      const { frames } = await input.media({ frameCount, frameMaxSidePixels, audio: false });
      const { picturesJpeg, shown } = await showPictures(frames, {
        ...settings,
        encodeJpeg: options.encodeJpeg,
      });
      const request = {
        ...settings,
        system: prompt.system(settings.language),
        user: prompt.user(input, shown),
        picturesJpeg,
        ...(repair === undefined
          ? {}
          : {
              repair: {
                answer: safeText(repair.answer, KEPT_ANSWER_LENGTH),
                text: prompt.repair(repair.reason),
              },
            }),
      };
      const answer = answerOf(await endpoint.complete(request, signal), hider.hide);
      return { ...answer, describerId: 'openai', promptHash: prompt.hash, model };
    },
    async dispose() {},
  };
}

function openEndpoint(
  { endpoint: { baseUrl, apiKey }, logger }: DescriberOptions,
  { model, callTimeoutMs }: ReturnType<typeof callSettings>,
): { readonly endpoint: ChatEndpoint; readonly hider: SecretHider } {
  if (baseUrl === undefined && apiKey === undefined) {
    throw new VidtokenError({
      code: 'configuration',
      message: 'The describer "openai" has neither a key for OpenAI nor the address of another server.',
      hint: 'Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own, for example http://127.0.0.1:8000/v1.',
    });
  }
  const address = endpointAddress(baseUrl ?? OPENAI_BASE_URL);
  const hider = secretHider([apiKey, ...Object.values(address.query)]);
  const names = { shown: address.shown, model, hideInError: hider.hideInError };
  return {
    endpoint: createChatEndpoint({ address, apiKey, names, timeoutMs: callTimeoutMs, logger }),
    hider,
  };
}

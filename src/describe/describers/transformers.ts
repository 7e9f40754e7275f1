import type { DescribeInput, Describer } from '../../core/description.js';
import { DescriberError } from '../../core/errors.js';
import { obtainModel } from '../../inference/hub/obtain-model.js';
import { openOnce } from '../../inference/open-once.js';
import type { DescriberOptions } from '../describer-options.js';
import { type LocalPrompt, readLocalPrompt } from '../transformers/local-prompt.js';
import { type LocalSettings, localSettings, parametersText } from '../transformers/local-settings.js';
import { openTeller } from '../transformers/open-teller.js';
import type { Teller } from '../transformers/teller.js';

const ID = 'transformers';
const KEPT_ANSWER_LENGTH = 4000;

/**
 * Describes with a model on this computer: a vision-language model is asked about all pictures at once, a captioner
 * captions a few of them. Its calls are free. A model that is missing is downloaded, unless `offline` forbids it.
 *
 * `prepare`, or the first `describe`, throws VidtokenError `weights-missing` with the command that fetches the model,
 * `download-failed`, or `configuration` for a model that cannot be used.
 *
 * @throws VidtokenError `configuration` when the prompt file or the task is not usable
 */
export async function createTransformersDescriber(options: DescriberOptions): Promise<Describer> {
  const prompt = await readLocalPrompt(options.promptsFolder);
  const settings = localSettings(options.settings);
  const { model } = settings;
  const opened = openOnce((signal) => obtainTeller(options, { settings, prompt, signal }));
  return {
    id: ID,
    promptHash: prompt.hash,
    model,
    parameters: parametersText(settings),
    needs: 'media',
    concurrency: settings.concurrency,
    canRepair: settings.temperature > 0,
    async prepare({ signal }) {
      await opened.open(signal);
    },
    async describe(input, { signal, repair }) {
      signal.throwIfAborted();
      const teller = await opened.open(signal);
      const { text, raw } = await teller.tell(input, { signal, seed: seedOf(input, repair !== undefined) });
      if (text === '') throw emptyAnswer(model, raw);
      return { text, describerId: ID, promptHash: prompt.hash, model };
    },
    dispose: () => opened.dispose(),
  };
}

async function obtainTeller(
  { weightsFolder, offline, threads, hub = {}, onDownload }: DescriberOptions,
  work: { readonly settings: LocalSettings; readonly prompt: LocalPrompt; readonly signal: AbortSignal },
): Promise<Teller> {
  const { model, downloadDtype, dtype, device } = work.settings;
  const found = await obtainModel({
    model,
    weightsFolder,
    dtype: downloadDtype,
    offline,
    connection: hub,
    signal: work.signal,
    ...(onDownload === undefined ? {} : { onProgress: onDownload }),
  });
  const wanted = { model, weightsFolder, ...(dtype === undefined ? {} : { dtype }) };
  const local = { found, wanted, threads, ...(device === undefined ? {} : { device }) };
  return openTeller(local, work);
}

/** The same for the same video, another for the second attempt. */
function seedOf({ contentHash }: DescribeInput, isRepair: boolean): number {
  const seed = Number.parseInt(contentHash.slice(0, 8), 16);
  return isRepair ? (seed ^ 1) >>> 0 : seed;
}

function emptyAnswer(model: string, raw: string): DescriberError {
  const isCutOff = raw.trim() !== '';
  return new DescriberError({
    code: isCutOff ? 'answer-truncated' : 'empty-answer',
    message: isCutOff
      ? `The model ${model} wrote no whole sentence within the limit of tokens.`
      : `The model ${model} said nothing.`,
    facts: { describer: ID, model },
    ...(isCutOff ? { answer: raw.slice(0, KEPT_ANSWER_LENGTH) } : {}),
  });
}

import { listPromptFiles } from '../prompt/list-prompt-files.js';
import type { FindAnswerFault } from '../wrappers/with-quality-gate.js';
import { answerFault } from './answer-fault.js';

/**
 * The checks of `answerFault` against the prompt that each answer was asked with.
 * @param options.language English name of the language that was asked for
 * @throws VidtokenError `configuration` when a prompt file is not valid
 */
export async function createAnswerCheck(options: {
  readonly promptsFolder: string;
  readonly language: string;
}): Promise<FindAnswerFault> {
  const prompts = await listPromptFiles(options.promptsFolder);
  // The sentences of a template are meant to come back in the answer.
  const asked = prompts.filter(({ maxTokens }) => maxTokens !== undefined);
  const texts = new Map(asked.map(({ hash, body }) => [hash, body]));
  return (description, input) =>
    answerFault(description, input, {
      promptText: texts.get(description.promptHash) ?? '',
      language: options.language,
    });
}

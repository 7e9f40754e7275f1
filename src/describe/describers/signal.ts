import { join } from 'node:path';
import type { Describer } from '../../core/description.js';
import { factsDescriber } from '../facts-describer.js';
import { phraseBook } from '../phrase-book.js';
import { readPromptFile } from '../prompt-file.js';
import {
  motionSentence,
  pictureSentence,
  type Say,
  soundSentence,
  textSentence,
} from '../signal/signal-sentences.js';
import { SIGNAL_SLOTS } from '../signal/signal-slots.js';
import { wordingChoice } from '../signal/wording-choice.js';

const TEMPLATE = join('describe', 'signal.v1.md');

/**
 * Two to four plain sentences from what was measured, in the words of `prompts/describe/signal.v1.md`. Only
 * what was measured is said; which wording is taken depends on the values alone.
 *
 * @throws VidtokenError `configuration` when the template is missing or lacks a slot
 */
export async function createSignalDescriber(options: { readonly promptsFolder: string }): Promise<Describer> {
  const file = await readPromptFile(options.promptsFolder, TEMPLATE);
  const path = join(options.promptsFolder, TEMPLATE);
  const phrases = phraseBook({ file, path, slots: SIGNAL_SLOTS });
  return factsDescriber({
    id: 'signal',
    promptHash: file.hash,
    async describe(input, { signal }) {
      signal.throwIfAborted();
      const choice = wordingChoice(input.measurements);
      const say: Say = (slot, values = {}) => phrases.fill(slot, values, choice);
      const sentences = [
        pictureSentence(input, say),
        motionSentence(input, say),
        soundSentence(input, say),
        textSentence(input, say),
      ];
      const text = sentences.filter((sentence) => sentence !== undefined).join(' ');
      return { text, describerId: 'signal', promptHash: file.hash };
    },
  });
}

import { join } from 'node:path';
import type { VideoText } from '../../core/media.js';
import { fenceTexts } from '../prompt/fence-texts.js';
import { promptSections } from '../prompt/prompt-sections.js';
import { untrustedText } from '../prompt/untrusted-text.js';
import { invalidPrompt, readPromptFile } from '../prompt-file.js';

const FILE = join('describe', 'local-video.v1.md');
const SECTIONS = {
  question: ['pictures', 'texts', 'language'],
  'picture-one': [],
  'pictures-many': ['count'],
  texts: ['fences'],
} as const;

/** Characters of speech and of writing that a small model is shown: longer notes drown the pictures. */
const LONGEST_TRANSCRIPT = 600;
const LONGEST_WRITING = 200;
const LANGUAGE_LENGTH = 40;

/** The prompt that asks a small local model for a few plain sentences. */
export interface LocalPrompt {
  readonly hash: string;
  /** Upper limit of an answer in tokens. */
  readonly maxTokens: number;
  /** @param options.language English name of the language of the answer */
  question(options: {
    readonly text: VideoText;
    readonly pictureCount: number;
    readonly language: string;
  }): string;
}

/** @throws VidtokenError `configuration` when the prompt file is missing or lacks what is needed */
export async function readLocalPrompt(promptsFolder: string): Promise<LocalPrompt> {
  const file = await readPromptFile(promptsFolder, FILE);
  const path = join(promptsFolder, FILE);
  if (file.maxTokens === undefined) throw invalidPrompt(path, 'it states no maxTokens');
  const { fill } = promptSections({ file, path, sections: SECTIONS });
  return {
    hash: file.hash,
    maxTokens: file.maxTokens,
    question({ text, pictureCount, language }) {
      const fences = fenceTexts(shortened(text));
      const pictures =
        pictureCount === 1 ? fill('picture-one') : fill('pictures-many', { count: String(pictureCount) });
      const question = fill('question', {
        pictures,
        texts: fences === '' ? '' : fill('texts', { fences }),
        language: untrustedText(language, LANGUAGE_LENGTH),
      });
      return question.replaceAll(/\n{2,}/g, '\n');
    },
  };
}

function shortened({ transcript, onScreenText, ...text }: VideoText): VideoText {
  return {
    ...text,
    ...(transcript === undefined ? {} : { transcript: transcript.slice(0, LONGEST_TRANSCRIPT) }),
    ...(onScreenText === undefined ? {} : { onScreenText: onScreenText.slice(0, LONGEST_WRITING) }),
  };
}

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, VidtokenError } from '../../core/errors.js';
import { invalidPrompt, type PromptFile, readPromptFile } from '../prompt-file.js';

/** A prompt file and where it stands. */
export interface ListedPrompt extends PromptFile {
  /** Task, name and version as in the file name: `describe/video.v1`. */
  readonly name: string;
  readonly path: string;
}

const FILE_NAME = /^(?<title>[a-z0-9-]+)\.v(?<version>[1-9]\d*)\.md$/;

/**
 * Every `<task>/<name>.v<N>.md` of the prompts folder by task, name and version.
 * @throws VidtokenError `configuration` when the folder cannot be read, or a file is not valid or disagrees with its name
 */
export async function listPromptFiles(promptsFolder: string): Promise<ListedPrompt[]> {
  const prompts: ListedPrompt[] = [];
  for (const task of await foldersIn(promptsFolder)) {
    for (const fileName of await readdir(join(promptsFolder, task))) {
      const named = FILE_NAME.exec(fileName)?.groups;
      if (named === undefined) continue;
      const path = join(promptsFolder, task, fileName);
      const file = await readPromptFile(promptsFolder, join(task, fileName));
      if (file.task !== task) throw invalidPrompt(path, `its task is "${file.task}", its folder "${task}"`);
      if (file.version !== Number(named.version)) {
        throw invalidPrompt(path, `its version is ${file.version}, its name says ${named.version}`);
      }
      prompts.push({ ...file, name: `${task}/${named.title}.v${named.version}`, path });
    }
  }
  const order = new Intl.Collator('en', { numeric: true });
  return prompts.sort((left, right) => order.compare(left.name, right.name));
}

async function foldersIn(promptsFolder: string): Promise<string[]> {
  try {
    const entries = await readdir(promptsFolder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    throw new VidtokenError({
      code: 'configuration',
      message: `The prompts folder ${promptsFolder} cannot be read: ${messageOf(error)}.`,
      hint: 'Point the prompts folder to the one that came with vidtoken, or reinstall it.',
      facts: { path: promptsFolder },
      cause: error,
    });
  }
}

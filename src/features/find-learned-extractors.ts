import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, VidtokenError } from '../core/errors.js';
import { hasWeights, weightsPath } from '../inference/onnx-weights.js';
import {
  BUILT_IN_LEARNED,
  isModelConfiguration,
  type LearnedConfiguration,
  parseLearnedConfiguration,
} from './learned-configuration.js';
import { locateModel } from './locate-model.js';
import type { ModelConfiguration } from './model-configuration.js';

/** Beside the model of an extractor; wins over a built-in configuration of the same id. */
export const CONFIGURATION_FILE = 'vidtoken-extractor.json';

/** A learned extractor that is built in or has a folder of its own. */
export type LearnedExtractor = Readiness & {
  readonly id: string;
  /** Where its weights lie, or would lie. */
  readonly folder: string;
};

type Readiness =
  | { readonly state: 'ready'; readonly configuration: LearnedConfiguration }
  | {
      readonly state: 'weights-missing';
      readonly configuration: LearnedConfiguration;
      readonly problem: string;
    }
  | { readonly state: 'invalid'; readonly problem: string };

/**
 * The learned extractors of a weights folder: first the built-in ones, whether their weights are there or not, then
 * every other folder with a `vidtoken-extractor.json`, by name. A weights folder that does not exist has none.
 * @throws VidtokenError `configuration` when the folder cannot be read
 */
export async function findLearnedExtractors(weightsFolder: string): Promise<LearnedExtractor[]> {
  const builtIn = BUILT_IN_LEARNED.map(({ id }) => id);
  const others = (await folderNames(weightsFolder)).filter((name) => !builtIn.includes(name)).sort();
  const found: LearnedExtractor[] = [];
  for (const id of [...builtIn, ...others]) {
    const extractor = await findLearnedExtractor(weightsFolder, id);
    if (extractor !== undefined) found.push(extractor);
  }
  return found;
}

/** One of them by its id; `undefined` when it is neither built in nor configured by a file. */
export async function findLearnedExtractor(
  weightsFolder: string,
  id: string,
): Promise<LearnedExtractor | undefined> {
  const folder = join(weightsFolder, id);
  const path = join(folder, CONFIGURATION_FILE);
  const builtIn = BUILT_IN_LEARNED.find((each) => each.id === id);
  let configuration: LearnedConfiguration | undefined;
  try {
    configuration = (await readConfiguration(path)) ?? builtIn;
  } catch (error) {
    return { id, folder, state: 'invalid', problem: `${path} is not valid: ${reasonOf(error)}` };
  }
  if (configuration === undefined) return undefined;
  if (configuration.id !== id) {
    const problem = `${path} is not valid: its id is "${configuration.id}", but its folder is named "${id}"`;
    return { id, folder, state: 'invalid', problem };
  }
  if (isModelConfiguration(configuration))
    return { id, folder, ...(await modelState(configuration, weightsFolder)) };
  if (await hasWeights(weightsFolder, configuration)) return { id, folder, state: 'ready', configuration };
  const problem = `there is no ${weightsPath(weightsFolder, configuration)}`;
  return { id, folder, state: 'weights-missing', configuration, problem };
}

/** A model folder lies under its own name, wherever its extractor is configured. */
async function modelState(
  configuration: ModelConfiguration,
  weightsFolder: string,
): Promise<Readiness & { readonly folder?: string }> {
  try {
    const { found } = await locateModel(configuration, weightsFolder);
    return { folder: found.folder, state: 'ready', configuration };
  } catch (error) {
    if (!(error instanceof VidtokenError)) throw error;
    const problem = [error.message, error.hint ?? ''].join(' ').trim().replace(/\.$/, '');
    return error.code === 'weights-missing'
      ? { state: 'weights-missing', configuration, problem }
      : { state: 'invalid', problem };
  }
}

async function folderNames(weightsFolder: string): Promise<string[]> {
  try {
    const entries = await readdir(weightsFolder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw new VidtokenError({
      code: 'configuration',
      message: `The weights folder ${weightsFolder} cannot be read: ${messageOf(error)}.`,
      hint: 'Choose another one with --weights <folder> or VIDTOKEN_WEIGHTS.',
      facts: { weightsFolder },
      cause: error,
    });
  }
}

/** `undefined` when there is no such file. */
async function readConfiguration(path: string): Promise<LearnedConfiguration | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
  return parseLearnedConfiguration(JSON.parse(text));
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function reasonOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error);
  return error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`).join('; ');
}

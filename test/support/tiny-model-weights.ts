import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyClap } from './tiny-models/tiny-clap.js';
import { writeTinyClip } from './tiny-models/tiny-clip.js';
import { writeTinyImageEncoder } from './tiny-models/tiny-image-encoder.js';
import { writeTinySentenceEncoder } from './tiny-models/tiny-sentence-encoder.js';
import { MEAN_COLOUR, MEAN_COLOUR_MODEL, writeExtractorFolder } from './tiny-onnx-model.js';

/** Words that the tiny sentence encoder knows: those of `syntheticSample`. */
const WORDS = ['red', 'bar', 'moving', 'right', 'another'];

/** Extractor ids that work with these weights, one for each kind of model. */
export const TINY_EXTRACTOR_IDS = ['mean-colour', 'clip', 'image', 'clap', 'text'] as const;

/** A weights folder with a tiny model of random weights in place of each model that is offered under a short id. */
export async function writeTinyModelWeights(weightsFolder: string): Promise<void> {
  await writeExtractorFolder(weightsFolder, { configuration: MEAN_COLOUR, model: MEAN_COLOUR_MODEL });
  await writeTinyClip(join(weightsFolder, 'Xenova', 'clip-vit-base-patch32'));
  await writeTinyImageEncoder(join(weightsFolder, 'Xenova', 'dinov2-small'));
  await writeTinyClap(join(weightsFolder, 'Xenova', 'clap-htsat-unfused'));
  await writeTinySentenceEncoder(join(weightsFolder, 'Xenova', 'all-MiniLM-L6-v2'), { words: WORDS });
}

/** Such a folder for a whole test file. @returns it, and what removes it */
export async function tinyModelWeights(): Promise<{
  readonly weightsFolder: string;
  readonly remove: () => Promise<void>;
}> {
  const weightsFolder = await mkdtemp(join(tmpdir(), 'vidtoken-weights-'));
  await writeTinyModelWeights(weightsFolder);
  return { weightsFolder, remove: () => rm(weightsFolder, { recursive: true, force: true }) };
}

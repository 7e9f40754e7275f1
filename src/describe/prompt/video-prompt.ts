import { join } from 'node:path';
import type { DescribeInput } from '../../core/description.js';
import { invalidPrompt, readPromptFile } from '../prompt-file.js';
import { STRUCTURED_SCHEMA_NAME } from '../structured/structured-schema.js';
import { fenceTexts } from './fence-texts.js';
import { type PromptSections, promptSections } from './prompt-sections.js';
import { untrustedText } from './untrusted-text.js';

const FILE = join('describe', 'video.v1.md');
const SECTIONS = {
  system: ['language'],
  user: ['facts', 'pictures', 'texts'],
  length: ['seconds'],
  size: ['width', 'height'],
  'sound-none': [],
  'sound-unknown': [],
  'sound-kind': ['kind'],
  'pictures-single': ['count', 'times'],
  'pictures-sheet': ['count', 'columns', 'times'],
  texts: ['fences'],
  repair: ['reason'],
} as const;
type Fill = PromptSections<typeof SECTIONS>['fill'];

/** What the pictures of a call are. */
export interface ShownPictures {
  /** Of each picture, in seconds, in time order. */
  readonly timesSeconds: readonly number[];
  /** Pictures in a row when all stand on one sheet. */
  readonly sheetColumns?: number;
}

/** The prompt that asks a multimodal model for the facts of `StructuredDescription`. */
export interface VideoPrompt {
  readonly hash: string;
  /** Upper limit of an answer in tokens. */
  readonly maxTokens: number;
  system(language: string): string;
  /** Measured facts, what the pictures are, and the texts of strangers behind their fences. */
  user(input: Pick<DescribeInput, 'info' | 'measurements' | 'text'>, pictures: ShownPictures): string;
  /** @param reason why the answer before was not accepted, cut to `REPAIR_REASON_LENGTH` */
  repair(reason: string): string;
}

/** Characters. */
const REPAIR_REASON_LENGTH = 300;
const LANGUAGE_LENGTH = 40;

/** @throws VidtokenError `configuration` when the prompt file is missing or lacks what is needed */
export async function readVideoPrompt(promptsFolder: string): Promise<VideoPrompt> {
  const file = await readPromptFile(promptsFolder, FILE);
  const path = join(promptsFolder, FILE);
  if (file.schema !== STRUCTURED_SCHEMA_NAME) {
    throw invalidPrompt(path, `its schema must be ${STRUCTURED_SCHEMA_NAME}`);
  }
  if (file.maxTokens === undefined) throw invalidPrompt(path, 'it states no maxTokens');
  const { fill } = promptSections({ file, path, sections: SECTIONS });
  return {
    hash: file.hash,
    maxTokens: file.maxTokens,
    system: (language) => fill('system', { language: untrustedText(language, LANGUAGE_LENGTH) }),
    user(input, pictures) {
      const fences = fenceTexts(input.text);
      return fill('user', {
        facts: measuredFacts(input, fill),
        pictures: picturesLine(pictures, fill),
        texts: fences === '' ? '' : fill('texts', { fences }),
      });
    },
    repair: (reason) => fill('repair', { reason: untrustedText(reason, REPAIR_REASON_LENGTH) }),
  };
}

function measuredFacts(
  { info, measurements }: Pick<DescribeInput, 'info' | 'measurements'>,
  fill: Fill,
): string {
  const { durationSeconds, video } = info;
  const length =
    durationSeconds === undefined ? [] : [fill('length', { seconds: durationSeconds.toFixed(1) })];
  const size = fill('size', { width: String(video.width), height: String(video.height) });
  const kind = measurements.audio?.kind;
  const heard = kind === undefined ? fill('sound-unknown') : fill('sound-kind', { kind });
  return [...length, size, info.audio === undefined ? fill('sound-none') : heard].join('\n');
}

function picturesLine({ timesSeconds, sheetColumns }: ShownPictures, fill: Fill): string {
  const times = timesSeconds.map((time) => time.toFixed(1)).join(', ');
  const count = String(timesSeconds.length);
  if (sheetColumns === undefined) return fill('pictures-single', { count, times });
  return fill('pictures-sheet', { count, times, columns: String(sheetColumns) });
}

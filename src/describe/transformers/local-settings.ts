import { VidtokenError } from '../../core/errors.js';
import type { DescriberSettings } from '../describer-options.js';

/** What kind of model describes: one that is asked about all pictures, or one that captions each. */
const TASKS = ['image-text-to-text', 'image-to-text'] as const;
export type LocalTask = (typeof TASKS)[number];

const DEFAULT_MODEL = 'HuggingFaceTB/SmolVLM-256M-Instruct';
/** A quarter of the bytes at little loss; a person who wants more says so. */
const DOWNLOAD_DTYPE = 'q8';
const DEFAULT_MAX_SIDE_PIXELS = 512;
const DEFAULT_LANGUAGE = 'English';
/** Raised whenever the same words of a model would become another description. */
const READING_VERSION = 1;

/** `DescriberSettings` with the defaults of a local model. */
export interface LocalSettings {
  /** Hub id or folder. */
  readonly model: string;
  /** Number format that a missing model is downloaded in. */
  readonly downloadDtype: string;
  /** Number format to load; the one of the smallest loss that is there when absent. */
  readonly dtype?: string;
  readonly device?: string;
  /** By the model's own configuration when absent. */
  readonly task?: LocalTask;
  /** By the task when absent. */
  readonly frameCount?: number;
  readonly frameMaxSidePixels: number;
  /** By the task when absent. */
  readonly maxOutputTokens?: number;
  /** 0: always the most likely word. */
  readonly temperature: number;
  readonly language: string;
  readonly concurrency: number;
}

/** @throws VidtokenError `configuration` for a task that is not known */
export function localSettings(settings: DescriberSettings): LocalSettings {
  const { dtype, device, task, frameCount, maxOutputTokens } = settings;
  return {
    model: settings.model ?? DEFAULT_MODEL,
    downloadDtype: dtype ?? DOWNLOAD_DTYPE,
    frameMaxSidePixels: settings.frameMaxSidePixels ?? DEFAULT_MAX_SIDE_PIXELS,
    temperature: settings.temperature ?? 0,
    language: settings.language ?? DEFAULT_LANGUAGE,
    concurrency: settings.concurrency ?? 1,
    ...(dtype === undefined ? {} : { dtype }),
    ...(device === undefined ? {} : { device }),
    ...(task === undefined ? {} : { task: knownTask(task) }),
    ...(frameCount === undefined ? {} : { frameCount }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  };
}

/** Everything beside model and prompt that changes an answer, as one stable text. */
export function parametersText(settings: LocalSettings): string {
  const { frameCount, frameMaxSidePixels, maxOutputTokens, temperature, dtype, task, language } = settings;
  return JSON.stringify({
    version: READING_VERSION,
    frameCount,
    frameMaxSidePixels,
    maxOutputTokens,
    temperature,
    dtype,
    task,
    language,
  });
}

function knownTask(name: string): LocalTask {
  const task = TASKS.find((each) => each === name);
  if (task !== undefined) return task;
  throw new VidtokenError({
    code: 'configuration',
    message: `There is no task "${name}" for a local model.`,
    hint: `Known tasks: ${TASKS.join(', ')}; leave it out to go by the model's config.json.`,
    facts: { task: name },
  });
}

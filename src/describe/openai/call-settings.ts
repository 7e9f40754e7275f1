import { createHash } from 'node:crypto';
import { VidtokenError } from '../../core/errors.js';
import type { DescriberSettings } from '../describer-options.js';
import { TEXT_LIMITS } from '../prompt/fence-texts.js';
import type { VideoPrompt } from '../prompt/video-prompt.js';
import { STRUCTURED_JSON_SCHEMA } from '../structured/structured-json-schema.js';
import { LOW_DETAIL_PIXELS } from './picture-tokens.js';

/** Everything about a call that is not the video. */
export interface CallSettings {
  readonly model: string;
  readonly frameCount: number;
  readonly frameMaxSidePixels: number;
  readonly contactSheet: boolean;
  /** Longest side of a picture as it is sent: of a frame or of the sheet. */
  readonly pictureMaxSidePixels: number;
  readonly detail: 'low' | 'high';
  readonly maxOutputTokens: number;
  readonly temperature: number;
  readonly language: string;
  readonly callTimeoutMs: number;
  readonly concurrency: number;
}

const DEFAULTS = {
  frameCount: 8,
  frameMaxSidePixels: 512,
  contactSheet: false,
  temperature: 0.2,
  language: 'English',
  callTimeoutMs: 120_000,
  concurrency: 8,
} as const;
/** A sheet is twice as long as a frame: the pixels of four frames, however many stand on it. */
const SHEET_FACTOR = 2;
const HASH_DIGITS = 16;

/** @throws VidtokenError `configuration` without a model: there is no name that every server knows */
export function callSettings(
  settings: DescriberSettings,
  prompt: Pick<VideoPrompt, 'maxTokens'>,
): CallSettings {
  const { model } = settings;
  if (model === undefined) {
    throw new VidtokenError({
      code: 'configuration',
      message: 'The describer "openai" needs the name of a model.',
      hint: 'Give it as --describer-model or VIDTOKEN_DESCRIBER_MODEL, as the endpoint calls it: gpt-4o-mini, qwen2.5vl …',
    });
  }
  const chosen = { ...DEFAULTS, ...settings };
  const pictureMaxSidePixels = chosen.frameMaxSidePixels * (chosen.contactSheet ? SHEET_FACTOR : 1);
  return {
    model,
    frameCount: chosen.frameCount,
    frameMaxSidePixels: chosen.frameMaxSidePixels,
    contactSheet: chosen.contactSheet,
    pictureMaxSidePixels,
    detail: pictureMaxSidePixels <= LOW_DETAIL_PIXELS ? 'low' : 'high',
    maxOutputTokens: chosen.maxOutputTokens ?? prompt.maxTokens,
    temperature: chosen.temperature,
    language: chosen.language,
    callTimeoutMs: chosen.callTimeoutMs,
    concurrency: chosen.concurrency,
  };
}

/** Everything that changes an answer beside the video, the prompt and the model, as one stable text. */
export function parametersText(settings: CallSettings): string {
  const { frameCount, pictureMaxSidePixels, contactSheet, detail, maxOutputTokens, temperature, language } =
    settings;
  const schema = createHash('sha256').update(JSON.stringify(STRUCTURED_JSON_SCHEMA)).digest('hex');
  return JSON.stringify({
    frameCount,
    pictureMaxSidePixels,
    contactSheet,
    detail,
    maxOutputTokens,
    temperature,
    language,
    textLimits: TEXT_LIMITS,
    schema: schema.slice(0, HASH_DIGITS),
  });
}

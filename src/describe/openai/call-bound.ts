import type { CallEstimate, DescribeInput } from '../../core/description.js';
import type { VideoPrompt } from '../prompt/video-prompt.js';
import { STRUCTURED_JSON_SCHEMA } from '../structured/structured-json-schema.js';
import type { CallSettings } from './call-settings.js';
import { pictureTokenBound } from './picture-tokens.js';

/** Roles, separators and the like that a chat template adds, for the call and for each picture. */
const TEMPLATE_TOKENS = 64;
const PICTURE_MARK_TOKENS = 8;
/** As long as a time gets in the prompt: a day and a half. */
const LONGEST_TIME_SECONDS = 99_999.9;

/**
 * The most tokens that a first call uses. A token stands for at least one byte of text, so that the bytes of the prompt
 * and of the schema, which some servers write into it, bound the text; pictures go by `pictureTokenBound`.
 */
export function callBound(options: {
  readonly input: Pick<DescribeInput, 'info' | 'measurements' | 'text'>;
  readonly prompt: VideoPrompt;
  readonly settings: CallSettings;
}): CallEstimate {
  const { input, prompt, settings } = options;
  const { frameCount, contactSheet, model, detail } = settings;
  const timesSeconds = Array.from({ length: frameCount }, () => LONGEST_TIME_SECONDS);
  const user = prompt.user(input, { timesSeconds, ...(contactSheet ? { sheetColumns: frameCount } : {}) });
  const texts = [prompt.system(settings.language), user, JSON.stringify(STRUCTURED_JSON_SCHEMA)];
  const textTokens = texts.reduce((sum, text) => sum + Buffer.byteLength(text), TEMPLATE_TOKENS);
  const picture = pictureTokenBound(model, { maxSidePixels: settings.pictureMaxSidePixels, detail });
  const pictureCount = contactSheet ? 1 : frameCount;
  return {
    inputTokens: textTokens + pictureCount * (picture + PICTURE_MARK_TOKENS),
    outputTokens: settings.maxOutputTokens,
  };
}

import type { RefusalBody } from './refusal-body.js';

/** What differs between endpoints that all call themselves compatible. */
export interface RequestStyle {
  readonly answerFormat: 'json_schema' | 'json_object' | 'text';
  readonly tokenLimit: 'max_tokens' | 'max_completion_tokens';
  readonly hasTemperature: boolean;
}

/**
 * `max_tokens` first: servers that do not know `max_completion_tokens` ignore it in silence and write without end, while
 * models that want it say so.
 */
export const FIRST_STYLE: RequestStyle = {
  answerFormat: 'json_schema',
  tokenLimit: 'max_tokens',
  hasTemperature: true,
};

/** OpenRouter answers 404 when no provider of a model takes a parameter, llama.cpp 501. */
const STATUSES: ReadonlySet<number> = new Set([400, 404, 422, 501]);
const NOT_TAKEN =
  /unsupported|not (?:supported|permitted|allowed|accepted|recogni[sz]ed|available)|un(?:known|recogni[sz]ed)|extra (?:inputs|fields)|instead|only the default|must be/i;
const FORMAT =
  /response_?format|json_?schema|json_?object|json[ _-]?mode|structured[ _-]?outputs?|guided|grammar/i;
const PARAMETER = /unsupported|unrecogni[sz]ed|unknown|extra (?:inputs|fields)/i;

/**
 * The next simpler way to ask after a refusal that is about the way and not about the request; `undefined` when there is
 * none.
 */
export function simplerStyle(
  style: RequestStyle,
  refusal: RefusalBody & { readonly status: number },
): RequestStyle | undefined {
  const { status, message, parameter = '' } = refusal;
  if (!STATUSES.has(status)) return undefined;
  const names = (name: RegExp): boolean =>
    name.test(parameter) || (name.test(message) && NOT_TAKEN.test(message));
  if (style.hasTemperature && names(/temperature/i)) return { ...style, hasTemperature: false };
  if (style.tokenLimit === 'max_tokens' && names(/max_tokens/i)) {
    return NOT_TAKEN.test(message) ? { ...style, tokenLimit: 'max_completion_tokens' } : undefined;
  }
  const isAboutFormat = FORMAT.test(parameter) || FORMAT.test(message);
  const isAboutSomeParameter = status !== 404 && parameter === '' && PARAMETER.test(message);
  if (!isAboutFormat && !isAboutSomeParameter) return undefined;
  if (style.answerFormat === 'json_schema') return { ...style, answerFormat: 'json_object' };
  return style.answerFormat === 'json_object' ? { ...style, answerFormat: 'text' } : undefined;
}

import { z } from 'zod';
import type { TokenUsage } from '../../core/description.js';
import { DescriberError } from '../../core/errors.js';
import { parseJson } from '../../core/parse-json.js';
import { type EndpointNames, type RawAnswer, statusError } from './status-error.js';

/** What the model said. */
export interface Completion {
  /** `''` when it said nothing. */
  readonly content: string;
  /** Its words when it declined through the field meant for that. */
  readonly refusal: string;
  /** `stop`, `length`, `content_filter` …; `''` when the endpoint did not say. */
  readonly finishReason: string;
  readonly usage?: TokenUsage;
}

const tokens = z.number().int().nonnegative();
const part = z.object({ text: z.string().nullish() });
const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.union([z.string(), z.array(part)]).nullish(),
          refusal: z.string().nullish(),
        }),
      }),
    )
    .nullish(),
  // Not every server counts; a figure that makes no sense is no figure.
  usage: z.object({ prompt_tokens: tokens, completion_tokens: tokens }).nullish().catch(undefined),
  error: z.unknown().optional(),
});
const errorStatus = z.object({ code: z.number().int().min(400).max(599) });

/**
 * Reads the body of a 2xx answer.
 * @throws DescriberError `endpoint-unavailable` when it is not a chat completion (a sign-in page, half a body)
 * @throws what `statusError` makes of an error that came with status 200, as some gateways send it
 */
export function readCompletion(answer: RawAnswer, names: EndpointNames): Completion {
  const parsed = completionSchema.safeParse(parseJson(answer.body));
  if (!parsed.success) throw notACompletion(answer, names);
  const { choices, usage, error } = parsed.data;
  if (error !== undefined && error !== null) {
    const status = errorStatus.safeParse(error).data?.code ?? 500;
    throw statusError({ ...answer, status }, names);
  }
  const [choice] = choices ?? [];
  const content = choice?.message.content ?? '';
  return {
    content: typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join(''),
    refusal: choice?.message.refusal ?? '',
    finishReason: choice?.finish_reason ?? '',
    ...(usage === undefined || usage === null
      ? {}
      : { usage: { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens } }),
  };
}

function notACompletion({ headers, status }: RawAnswer, names: EndpointNames): DescriberError {
  const type = headers.get('content-type') ?? 'no content type';
  return new DescriberError({
    code: 'endpoint-unavailable',
    message: `${names.shown} answered (${status}, ${names.hideInError(type)}) with something that is not a chat completion.`,
    hint: 'Check that OPENAI_BASE_URL is the address of the API, not of a web page.',
    retryable: true,
    mayHaveCost: true,
    facts: { endpoint: names.shown, model: names.model, status },
  });
}

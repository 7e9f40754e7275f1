import { createHash } from 'node:crypto';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { STRUCTURED_JSON_SCHEMA } from '../structured/structured-json-schema.js';
import { STRUCTURED_SCHEMA_NAME } from '../structured/structured-schema.js';
import type { RequestStyle } from './request-style.js';

export interface ChatRequest {
  readonly model: string;
  readonly system: string;
  readonly user: string;
  readonly picturesJpeg: readonly Uint8Array[];
  /** `low`: the model sees 512 × 512 pixels of each picture, at the lowest price. */
  readonly detail: 'low' | 'high';
  /** The answer before, where there is any of it, and why it was not accepted. */
  readonly repair?: { readonly answer: string; readonly text: string };
  readonly maxOutputTokens: number;
  readonly temperature: number;
}

/** Names of schemas may hold letters, digits, `_` and `-` alone. */
const SCHEMA_NAME = STRUCTURED_SCHEMA_NAME.replaceAll('.', '-');

/** The body of one chat completion. */
export function chatBody(request: ChatRequest, style: RequestStyle): ChatCompletionCreateParamsNonStreaming {
  return {
    model: request.model,
    messages: [
      { role: 'system', content: request.system },
      {
        role: 'user',
        content: [{ type: 'text', text: request.user }, ...request.picturesJpeg.map(picture(request))],
      },
      ...repairMessages(request),
    ],
    [style.tokenLimit]: request.maxOutputTokens,
    ...(style.hasTemperature ? { temperature: request.temperature } : {}),
    ...answerFormat(style),
  };
}

/** The same for the same call of the same content: a gateway that heeds it does not charge a repeated call again. */
export function idempotencyKey(body: ChatCompletionCreateParamsNonStreaming): string {
  return `vidtoken-${createHash('sha256').update(JSON.stringify(body)).digest('hex')}`;
}

function picture({ detail }: ChatRequest) {
  return (jpeg: Uint8Array) => ({
    type: 'image_url' as const,
    image_url: { url: `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`, detail },
  });
}

function repairMessages({ repair }: ChatRequest): ChatCompletionCreateParamsNonStreaming['messages'] {
  if (repair === undefined) return [];
  const { answer, text } = repair;
  // Some endpoints refuse a turn without words.
  const before = answer === '' ? [] : [{ role: 'assistant' as const, content: answer }];
  return [...before, { role: 'user', content: text }];
}

function answerFormat({
  answerFormat,
}: RequestStyle): Pick<ChatCompletionCreateParamsNonStreaming, 'response_format'> {
  if (answerFormat === 'text') return {};
  if (answerFormat === 'json_object') return { response_format: { type: 'json_object' } };
  return {
    response_format: {
      type: 'json_schema',
      json_schema: { name: SCHEMA_NAME, strict: true, schema: STRUCTURED_JSON_SCHEMA },
    },
  };
}

import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';

const part = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({
    type: z.literal('image_url'),
    image_url: z.object({
      url: z.string().startsWith('data:image/jpeg;base64,'),
      detail: z.string().optional(),
    }),
  }),
]);
const message = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.union([z.string(), z.array(part)]),
});

/** What a chat completion request must be. */
const chatRequestSchema = z.object({
  model: z.string(),
  messages: z.array(message).min(1),
  response_format: z
    .object({
      type: z.enum(['json_schema', 'json_object']),
      json_schema: z
        .object({
          name: z.string().regex(/^[\w-]{1,64}$/),
          strict: z.boolean(),
          schema: z.record(z.string(), z.unknown()),
        })
        .optional(),
    })
    .optional(),
  max_tokens: z.number().optional(),
  max_completion_tokens: z.number().optional(),
  temperature: z.number().optional(),
});
export type ChatRequestBody = z.infer<typeof chatRequestSchema>;

/** A request as the server saw it. */
export interface ServedRequest {
  /** In the order of arrival, from 0. */
  readonly index: number;
  readonly headers: IncomingHttpHeaders;
  /** Same for the same call of the same content; `''` without one. */
  readonly idempotencyKey: string;
  /** Requests with the same idempotency key before this one. */
  readonly attempt: number;
  /** Requests that showed the same pictures before this one: earlier attempts, refused forms, and repairs. */
  readonly earlierForClip: number;
  /** Of all pictures in their order, 16 hex digits: tells one clip from another. */
  readonly pictureHash: string;
  readonly imageCount: number;
  /** Pixels are not looked at, only counted. */
  readonly imageUrls: readonly string[];
  readonly system: string;
  /** Everything the user turns say, joined by line ends. */
  readonly userText: string;
  readonly isRepair: boolean;
  readonly body: ChatRequestBody;
}

/** @throws ZodError for a request that no endpoint would take */
export function readServedRequest(
  json: unknown,
  seen: { readonly headers: IncomingHttpHeaders; readonly earlier: readonly ServedRequest[] },
): ServedRequest {
  const body = chatRequestSchema.parse(json);
  const parts = body.messages.flatMap(({ role, content }) =>
    typeof content === 'string'
      ? [{ role, type: 'text' as const, text: content }]
      : content.map((each) => ({ role, ...each })),
  );
  const imageUrls = parts.flatMap((each) => (each.type === 'image_url' ? [each.image_url.url] : []));
  const says = (role: string): string =>
    parts.flatMap((each) => (each.type === 'text' && each.role === role ? [each.text] : [])).join('\n');
  const idempotencyKey = String(seen.headers['idempotency-key'] ?? '');
  const pictureHash = createHash('sha256').update(imageUrls.join('\n')).digest('hex').slice(0, 16);
  return {
    index: seen.earlier.length,
    headers: seen.headers,
    idempotencyKey,
    attempt: seen.earlier.filter((request) => request.idempotencyKey === idempotencyKey).length,
    earlierForClip: seen.earlier.filter((request) => request.pictureHash === pictureHash).length,
    pictureHash,
    imageCount: imageUrls.length,
    imageUrls,
    system: says('system'),
    userText: says('user'),
    isRepair: body.messages.filter(({ role }) => role === 'user').length > 1,
    body,
  };
}

import { APIError, OpenAI } from 'openai';
import { z } from 'zod';
import type { Logger } from '../../core/runtime.js';
import { cappedFetch } from './capped-fetch.js';
import { type ChatRequest, chatBody, idempotencyKey } from './chat-request.js';
import { connectionError } from './connection-error.js';
import type { EndpointAddress } from './endpoint-address.js';
import { type Completion, readCompletion } from './read-completion.js';
import { readRefusalBody } from './refusal-body.js';
import { FIRST_STYLE, type RequestStyle, simplerStyle } from './request-style.js';
import { type EndpointNames, type RawAnswer, statusError } from './status-error.js';
import { withDeadline } from './with-deadline.js';

/** Bytes of an answer: a hundred times a long one. */
const LARGEST_ANSWER_BYTES = 1_000_000;
/** Local servers want no key, the client wants one. */
const PLACEHOLDER_KEY = 'none';
/** The client's own time limit ends with the headers; ours covers the whole call. */
const CLIENT_TIMEOUT_MS = 2 ** 31 - 1;

/** A server of chat completions. */
export interface ChatEndpoint {
  /**
   * One answer. A request that is refused for the way it asks (a parameter the server does not take) is asked in the
   * next simpler way at once, and so are all later ones; such a refusal costs nothing.
   * @throws DescriberError, VidtokenError, or the reason of `signal`
   */
  complete(request: ChatRequest, signal: AbortSignal): Promise<Completion>;
}

export interface ChatEndpointOptions {
  readonly address: EndpointAddress;
  readonly apiKey: string | undefined;
  readonly names: EndpointNames;
  /** Of each request, from its start to the last byte of its answer. */
  readonly timeoutMs: number;
  readonly logger: Logger;
}

const normalisedError = z.object({ message: z.string() });

export function createChatEndpoint(options: ChatEndpointOptions): ChatEndpoint {
  const { names, timeoutMs, logger } = options;
  const client = createClient(options);
  let understood: RequestStyle = FIRST_STYLE;

  /** The whole answer, refusals included. */
  const send = async (body: ReturnType<typeof chatBody>, signal: AbortSignal): Promise<RawAnswer> => {
    const headers = { 'Idempotency-Key': idempotencyKey(body) };
    try {
      const response = await client.chat.completions.create(body, { signal, headers }).asResponse();
      return { status: response.status, headers: response.headers, body: await response.text() };
    } catch (error) {
      const refused = refusedRequest(error);
      if (refused === undefined) throw error;
      return refused;
    }
  };

  const exchange = async (body: ReturnType<typeof chatBody>, signal: AbortSignal): Promise<RawAnswer> => {
    try {
      return await withDeadline((deadline) => send(body, deadline), { signal, timeoutMs });
    } catch (error) {
      signal.throwIfAborted();
      throw connectionError(error, { ...names, timeoutMs });
    }
  };

  return {
    async complete(request, signal) {
      let style = understood;
      for (;;) {
        const answer = await exchange(chatBody(request, style), signal);
        if (answer.status < 300) {
          understood = style;
          return readCompletion(answer, names);
        }
        const next = simplerStyle(style, {
          status: answer.status,
          ...readRefusalBody(answer.body, names.hideInError),
        });
        signal.throwIfAborted();
        if (next === undefined) throw statusError(answer, names);
        logger.debug({ endpoint: names.shown, refused: style, next }, 'the endpoint refused a parameter');
        style = next;
      }
    },
  };
}

/** Everything that the client would take from the environment is said here: settings come from one place. */
function createClient({ address, apiKey }: ChatEndpointOptions): OpenAI {
  return new OpenAI({
    baseURL: address.baseUrl,
    defaultQuery: address.query,
    apiKey: apiKey ?? PLACEHOLDER_KEY,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: CLIENT_TIMEOUT_MS,
    fetch: cappedFetch({ maximumBytes: LARGEST_ANSWER_BYTES }),
    // Neither the key nor the pictures follow a redirect.
    fetchOptions: { redirect: 'manual' },
  });
}

/** The client throws refusals; everything else that it throws is no answer. */
function refusedRequest(error: unknown): RawAnswer | undefined {
  if (!(error instanceof APIError) || error.status === undefined) return undefined;
  const { status, headers } = error;
  return {
    status,
    headers: headers ?? new Headers(),
    body: normalisedError.safeParse(error.error).data?.message ?? '',
  };
}

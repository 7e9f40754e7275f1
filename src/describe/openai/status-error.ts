import { DescriberError, VidtokenError } from '../../core/errors.js';
import { type RefusalBody, readRefusalBody } from './refusal-body.js';
import { retryAfterMs } from './retry-after.js';

/** What an error may say about the endpoint. */
export interface EndpointNames {
  /** Address without anything secret. */
  readonly shown: string;
  readonly model: string;
  /** Takes keys out of a text. */
  hideInError(text: string): string;
}

/** What came back over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The whole body as text. */
  readonly body: string;
}

const NO_MODEL =
  /model[^.]{0,80}(?:not (?:found|exist)|does(?: not|n't) exist|unknown|not available)|no such model|model_not_found/i;
const FILTERED = /content_(?:policy|filter)|responsible_?ai|moderation|flagged|safety system/i;
/** Statuses of a request that is refused for what it holds. */
const ABOUT_CONTENT: ReadonlySet<number> = new Set([400, 403, 422, 451]);
/** The gateway lost the call on the way: the model may have answered and been paid. */
const LOST_ON_THE_WAY: ReadonlySet<number> = new Set([408, 502, 504, 524]);
const LATER: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/** A refused request, read. */
interface ReadRefusal {
  readonly status: number;
  readonly body: RefusalBody;
  readonly names: EndpointNames;
  /** What the endpoint said, behind a colon; `''` when it said nothing. */
  readonly said: string;
}

/**
 * The error for a refused request. Nothing of the answer is kept as a cause: its headers and its body may repeat the key.
 * A key, an address or an account that is not right concerns every video and ends the command.
 */
export function statusError(refused: RawAnswer, names: EndpointNames): DescriberError | VidtokenError {
  const { status, headers } = refused;
  const body = readRefusalBody(refused.body, names.hideInError);
  const said = body.message === '' ? '' : `: ${body.message}`;
  const refusal: ReadRefusal = { status, body, names, said };
  const facts = { status, endpoint: names.shown, model: names.model, endpointCode: body.code };
  if (ABOUT_CONTENT.has(status) && FILTERED.test(`${body.code ?? ''} ${body.message}`)) {
    return new DescriberError({
      code: 'refused',
      message: `The content filter of ${names.shown} stopped the request (${status})${said}.`,
      facts,
    });
  }
  const ending = endOfCommand(refusal);
  if (ending !== undefined) return new VidtokenError({ ...ending, facts });
  if (status < 500 && !LATER.has(status)) {
    return new DescriberError({
      code: 'request-refused',
      message: `${names.shown} refused the request (${status})${said}.`,
      hint: 'Check that the model takes pictures and enough tokens; fewer or smaller pictures may help.',
      facts,
    });
  }
  const waitMs = retryAfterMs(headers);
  return new DescriberError({
    code: status === 429 ? 'rate-limited' : 'endpoint-unavailable',
    message: `${names.shown} ${status === 429 ? 'is over its rate limit' : 'failed'} (${status})${said}.`,
    retryable: true,
    mayHaveCost: LOST_ON_THE_WAY.has(status),
    facts,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}

function endOfCommand(refusal: ReadRefusal): ConstructorParameters<typeof VidtokenError>[0] | undefined {
  const { status, body, said, names } = refusal;
  const { shown, model } = names;
  if (status === 401 || status === 403) {
    return {
      code: 'configuration',
      // What a server says about a wrong key may hold parts of it.
      message: `${shown} does not let this key use the model "${model}" (${status})${status === 401 ? '' : said}.`,
      hint: 'Check OPENAI_API_KEY, OPENAI_BASE_URL and the rights of the account.',
    };
  }
  if (status === 404 || (status === 400 && NO_MODEL.test(`${body.code ?? ''} ${body.message}`))) {
    return {
      code: 'configuration',
      message: `${shown} does not know the model "${model}" or the address (${status})${said}.`,
      hint: `Check --describer-model against ${shown}/models, and OPENAI_BASE_URL, which often ends in /v1.`,
    };
  }
  if (status === 402 || (status === 429 && body.code === 'insufficient_quota')) {
    return {
      code: 'describer-unavailable',
      message: `The account at ${shown} has no credit left (${status})${said}.`,
      hint: 'Add credit and run the same command again: what was described is kept.',
    };
  }
  if (status >= 400) return undefined;
  return {
    code: 'configuration',
    message: `${shown} redirects to another address (${status}).`,
    hint: 'Set OPENAI_BASE_URL to the final address; the key and the pictures are not sent on.',
  };
}

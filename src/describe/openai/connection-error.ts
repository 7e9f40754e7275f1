import { DescriberError, messageOf } from '../../core/errors.js';
import { AnswerTooLarge } from './capped-fetch.js';
import type { EndpointNames } from './status-error.js';
import { DeadlinePassed } from './with-deadline.js';

/** No connection came about: nothing was asked, nothing is billed. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
/** Limits of the HTTP client itself, longer than most time limits. */
const CLIENT_TIMEOUTS: ReadonlySet<string> = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
const DEEPEST_CAUSE = 5;

/** The error for a call that ended without a whole answer; `error` is not kept as a cause, it may hold the key. */
export function connectionError(
  error: unknown,
  { shown, model, hideInError, timeoutMs }: EndpointNames & { readonly timeoutMs: number },
): DescriberError {
  const chain = causes(error);
  const codes = chain.map(codeOf);
  const facts = { endpoint: shown, model };
  const tooLarge = chain.find((each) => each instanceof AnswerTooLarge);
  if (tooLarge !== undefined) {
    return new DescriberError({
      code: 'answer-too-large',
      message: `The answer of ${shown} is too large (${messageOf(tooLarge)}) and was cut off.`,
      mayHaveCost: true,
      facts,
    });
  }
  if (error instanceof DeadlinePassed || codes.some((code) => CLIENT_TIMEOUTS.has(code))) {
    return new DescriberError({
      code: 'call-timeout',
      message: `${shown} did not finish its answer within ${timeoutMs / 1000} s.`,
      hint: 'Raise callTimeoutMs in --describer-settings for a slow model.',
      retryable: true,
      mayHaveCost: true,
      facts,
    });
  }
  const wasSent = !codes.some((code) => NEVER_SENT.has(code));
  const reason = hideInError(messageOf(chain.at(-1)));
  return new DescriberError({
    code: 'endpoint-unavailable',
    message: `${wasSent ? 'The connection broke off to' : 'There is no connection to'} ${shown}: ${reason}`,
    hint: 'Check that the server runs and that OPENAI_BASE_URL points to it.',
    retryable: true,
    mayHaveCost: wasSent,
    facts,
  });
}

/** The error and what caused it, innermost last. */
function causes(error: unknown): unknown[] {
  const chain = [error];
  for (
    let last = error;
    last instanceof Error && last.cause !== undefined && chain.length < DEEPEST_CAUSE;
  ) {
    last = last.cause;
    chain.push(last);
  }
  return chain;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

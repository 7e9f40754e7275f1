import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { InputError, messageOf, VidtokenError } from '../../core/errors.js';
import type { Logger } from '../../core/runtime.js';
import type { Problem, ProblemCode } from '../contract/problem.js';
import { ProblemError } from '../problem-error.js';
import { ERROR_STATUSES } from './error-statuses.js';
import { fieldErrors } from './field-errors.js';
import { operationName } from './operation-name.js';

/** A problem before it knows its request. */
export interface Answer {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly hint?: string | undefined;
  readonly errors?: Problem['errors'];
  readonly retryAfterSeconds?: number | undefined;
}

const UNPROCESSABLE = 422;
const DETAIL_LIMIT = 2000;
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** What Fastify and its plugins refuse, by status. */
const REFUSALS: Readonly<Record<number, { readonly code: ProblemCode; readonly detail: string }>> = {
  404: { code: 'no-such-route', detail: 'There is nothing at this address.' },
  406: { code: 'unsupported-media-type', detail: 'The body must be of another content type.' },
  408: { code: 'timeout', detail: 'The request took too long to arrive.' },
  413: { code: 'body-too-large', detail: 'The body is larger than this service takes.' },
  414: { code: 'invalid-request', detail: 'The address is too long.' },
  415: { code: 'unsupported-media-type', detail: 'The body must be of another content type.' },
  416: { code: 'range-not-satisfiable', detail: 'The file does not have these bytes.' },
  429: { code: 'rate-limited', detail: 'Too many requests.' },
  503: { code: 'timeout', detail: 'The request took too long to answer.' },
};

/** Nobody is there any more to be answered; the status is for the log alone. */
const ABORTED: Answer = { status: 499, code: 'aborted', detail: 'The client closed the connection.' };
const SHUTTING_DOWN: Answer = {
  status: 503,
  code: 'shutting-down',
  detail: 'The service shuts down.',
  retryAfterSeconds: 5,
};

interface ErrorsOptions {
  readonly logger: Logger;
  /** Aborts when the service shuts down. */
  readonly signal: AbortSignal;
}

/** Turns everything that is thrown into an RFC 9457 problem; what nobody expected is logged and told to nobody. */
export function addErrors(app: FastifyInstance, { logger, signal }: ErrorsOptions): void {
  app.setErrorHandler((error, request, reply) => {
    if (reply.raw.destroyed) return sendProblem({ request, reply, answer: ABORTED });
    const found = answerOf(error);
    // Work that was stopped half-way fails in many ways.
    const answer = signal.aborted && found.code === 'internal' ? SHUTTING_DOWN : found;
    if (answer.status >= 500) {
      const operation = operationName(request);
      logger.error(
        { requestId: request.id, operation, code: answer.code, ...innerFacts(error) },
        'request failed',
      );
    }
    return sendProblem({ request, reply, answer });
  });
}

/** Writes a problem as the answer of a request. */
export function sendProblem(options: {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly answer: Answer;
}): FastifyReply {
  const { request, reply, answer } = options;
  if (answer.retryAfterSeconds !== undefined) {
    reply.header('retry-after', Math.max(1, Math.ceil(answer.retryAfterSeconds)));
  }
  // Serialised here: a status that a route does not list must not fail on the way out.
  return reply
    .code(answer.status)
    .header('content-type', PROBLEM_TYPE)
    .header('cache-control', 'no-store')
    .serializer((body) => JSON.stringify(body))
    .send(problemBody(answer, request.id));
}

/** The body of a problem. */
export function problemBody(answer: Answer, requestId: string): Problem {
  return {
    type: 'about:blank',
    title: titleOf(answer.status),
    status: answer.status,
    code: answer.code,
    detail: answer.detail.slice(0, DETAIL_LIMIT),
    ...(answer.hint === undefined ? {} : { hint: answer.hint.slice(0, DETAIL_LIMIT) }),
    instance: requestId,
    ...(answer.errors === undefined ? {} : { errors: answer.errors }),
  };
}

function answerOf(error: unknown): Answer {
  if (error instanceof ProblemError) return { ...pick(error), detail: error.message };
  if (error instanceof VidtokenError) {
    const { detail, status, retryAfterSeconds } = ERROR_STATUSES[error.code];
    const hint = detail === undefined ? error.hint : undefined;
    return { status, code: error.code, detail: detail ?? error.message, hint, retryAfterSeconds };
  }
  if (error instanceof InputError) {
    return { status: UNPROCESSABLE, code: error.code, detail: error.message, hint: error.hint };
  }
  return foreignAnswer(error);
}

function pick({ status, code, hint, errors, retryAfterSeconds }: ProblemError): Omit<Answer, 'detail'> {
  return { status, code, hint, errors, retryAfterSeconds };
}

/** Errors of Fastify and its plugins carry a status; everything else is a defect. */
function foreignAnswer(error: unknown): Answer {
  const facts: Partial<FastifyError> = error instanceof Error ? error : {};
  const { statusCode = 500, validationContext } = facts;
  // A DOMException has a number here.
  const code = typeof facts.code === 'string' ? facts.code : undefined;
  const fields = fieldErrors(error);
  if (fields !== undefined) {
    const [first] = fields;
    const detail = `The ${partName(validationContext)} is not as expected: ${first?.path} ${first?.message}.`;
    return { status: 400, code: 'invalid-request', detail, errors: fields };
  }
  const refusal = code === undefined && statusCode >= 500 ? undefined : REFUSALS[statusCode];
  if (refusal !== undefined) return { status: statusCode === 406 ? 415 : statusCode, ...refusal };
  if (code?.startsWith('FST_') === true && statusCode >= 400 && statusCode < 500) {
    return { status: 400, code: 'invalid-request', detail: messageOf(error) };
  }
  if (error instanceof SyntaxError && statusCode === 400) {
    return { status: 400, code: 'invalid-request', detail: 'The body is no valid JSON.' };
  }
  return { status: 500, code: 'internal', detail: 'Something went wrong inside the service.' };
}

function partName(context: string | undefined): string {
  if (context === 'querystring') return 'query';
  return context === 'params' ? 'path' : (context ?? 'request');
}

function innerFacts(error: unknown): object {
  if (!(error instanceof Error)) return { error: 'not an Error' };
  return { error: error.message.slice(0, DETAIL_LIMIT), stack: error.stack?.slice(0, 2 * DETAIL_LIMIT) };
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  499: 'Client Closed Request',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** RFC 9457: with `about:blank` the title is the name of the status. */
function titleOf(status: number): string {
  return TITLES[status] ?? 'Error';
}

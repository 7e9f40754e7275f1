import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { completionBody, madeUpFacts } from './openai-answer.js';
import type { Behaviour, RefusableParameter } from './openai-behaviour.js';
import type { ServedRequest } from './openai-request.js';

/** A request while it is answered. */
export interface ServingCall extends ServedRequest {
  readonly behaviour: Behaviour;
  /** What the model says. */
  readonly content: string;
  sentBytes: number;
  isCutOff: boolean;
}

const HUGE_BYTES = 10_000_000;
const CHUNK_BYTES = 65_536;
const DRIP = { bytes: 8, everyMs: 20 } as const;

/** What to do with a request after all: a true endpoint checks the strict form, and answers what it does not refuse. */
export function chosenBehaviour(
  request: ServedRequest,
  behave: (request: ServedRequest) => Behaviour,
): Behaviour {
  const complaint = strictComplaint(request);
  if (complaint !== undefined) return { kind: 'status', status: 400, body: complaint };
  const behaviour = behave(request);
  if (behaviour.kind !== 'refuse-parameters') return behaviour;
  return behaviour.parameters.some((parameter) => uses(request, parameter)) ? behaviour : { kind: 'ok' };
}

/** What OpenAI says about a schema that is not strict; `undefined` when all is well. */
function strictComplaint({ body }: ServedRequest): string | undefined {
  const format = body.response_format;
  if (format?.type !== 'json_schema') return undefined;
  const schema = z
    .strictObject({
      type: z.literal('object'),
      properties: z.record(z.string(), z.unknown()),
      required: z.array(z.string()),
      additionalProperties: z.literal(false),
    })
    .safeParse(format.json_schema?.schema).data;
  const isStrict =
    schema !== undefined && Object.keys(schema.properties).every((name) => schema.required.includes(name));
  return isStrict ? undefined : errorBody({ message: 'The strict form is not kept.', parameter: 'messages' });
}

export function contentOf(request: ServedRequest, behaviour: Behaviour): string {
  const facts = JSON.stringify(madeUpFacts(request));
  switch (behaviour.kind) {
    case 'ok':
      if (behaviour.content === undefined) return facts;
      return typeof behaviour.content === 'string' ? behaviour.content : JSON.stringify(behaviour.content);
    case 'truncated-json':
    case 'length':
      return facts.slice(0, Math.floor(facts.length / 2));
    case 'wrong-schema':
      return JSON.stringify({ caption: 'a video', score: 0.9 });
    case 'refusal-in-words':
      return "I'm sorry, but I can't assist with that request.";
    case 'huge':
      return 'a'.repeat(behaviour.bytes ?? HUGE_BYTES);
    case 'empty':
    case 'refusal':
    case 'content-filter':
    case 'no-choices':
      return '';
    default:
      return facts;
  }
}

export async function answerCall(call: ServingCall, response: ServerResponse): Promise<void> {
  const { behaviour, content } = call;
  const send = (body: string): void => {
    call.sentBytes = Buffer.byteLength(body);
    sendJson(response, body);
  };
  switch (behaviour.kind) {
    case 'stall':
      return;
    case 'drop-before-headers':
      response.destroy();
      return;
    case 'rate-limited':
      for (const [name, value] of Object.entries({
        'retry-after': behaviour.retryAfter,
        'retry-after-ms': behaviour.retryAfterMs,
        date: behaviour.date,
      })) {
        if (value !== undefined) response.setHeader(name, value);
      }
      sendError(response, {
        status: 429,
        message: 'Rate limit reached for requests',
        code: 'rate_limit_exceeded',
      });
      return;
    case 'server-error':
      sendError(response, {
        status: behaviour.status ?? 500,
        message: 'The server had an error while processing your request',
      });
      return;
    case 'status':
      response.writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers });
      response.end(behaviour.body);
      return;
    case 'refuse-parameters':
      refuse(call, response, behaviour);
      return;
    case 'wrong-content-type':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end('<!doctype html><title>Sign in</title><p>Please sign in to the network.</p>');
      return;
    case 'refusal':
      send(completionBody(call, { content: null, refusal: "I'm sorry, I can't help with that." }));
      return;
    case 'drop-within-body':
      await sendHalf(call, response);
      return;
    case 'truncated-body': {
      const body = completionBody(call, { content });
      send(body.slice(0, Math.floor(body.length / 2)));
      return;
    }
    case 'huge':
    case 'slow-drip':
      await sendInPieces(call, response);
      return;
    default:
      send(completionBody(call, { content, ...completionFacts(behaviour) }));
  }
}

function completionFacts(behaviour: Behaviour): Partial<Parameters<typeof completionBody>[1]> {
  if (behaviour.kind === 'length') return { finishReason: 'length' };
  if (behaviour.kind === 'content-filter') return { finishReason: 'content_filter' };
  if (behaviour.kind === 'no-choices') return { hasChoices: false };
  if (behaviour.kind !== 'ok') return {};
  const { usage, finishReason } = behaviour;
  return { hasUsage: usage !== 'missing', ...(finishReason === undefined ? {} : { finishReason }) };
}

async function sendHalf(call: ServingCall, response: ServerResponse): Promise<void> {
  const body = completionBody(call, { content: call.content });
  const half = body.slice(0, Math.floor(body.length / 2));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  await new Promise<void>((resolve) => response.write(half, () => resolve()));
  call.sentBytes = Buffer.byteLength(half);
  response.destroy();
}

/** Waits for the connection to take each piece, so that `sentBytes` is what left. */
async function sendInPieces(call: ServingCall, response: ServerResponse): Promise<void> {
  const { behaviour } = call;
  const isDrip = behaviour.kind === 'slow-drip';
  const pieceBytes = isDrip ? (behaviour.bytes ?? DRIP.bytes) : CHUNK_BYTES;
  const everyMs = isDrip ? (behaviour.everyMs ?? DRIP.everyMs) : 0;
  const body = Buffer.from(completionBody(call, { content: call.content }));
  response.writeHead(200, { 'content-type': 'application/json' });
  const closed = once(response, 'close');
  for (let start = 0; start < body.length && !response.destroyed; start += pieceBytes) {
    const piece = body.subarray(start, start + pieceBytes);
    const isTaken = new Promise((resolve) => response.write(piece, resolve));
    await Promise.race([isTaken, closed]);
    call.sentBytes += piece.length;
    if (everyMs > 0) await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  response.end();
}

function refuse(
  call: ServingCall,
  response: ServerResponse,
  { parameters, dialect = 'openai' }: Extract<Behaviour, { kind: 'refuse-parameters' }>,
): void {
  const used = parameters.find((parameter) => uses(call, parameter)) ?? 'temperature';
  const field = used.startsWith('json_') ? 'response_format' : used;
  if (dialect === 'fastapi') {
    response.writeHead(422, { 'content-type': 'application/json' });
    const detail = [{ loc: ['body', field], msg: 'Extra inputs are not permitted', type: 'extra_forbidden' }];
    response.end(JSON.stringify({ detail }));
    return;
  }
  const instead = field === 'max_tokens' ? " Use 'max_completion_tokens' instead." : '';
  sendError(response, {
    status: 400,
    message: `Unsupported parameter: '${field}' is not supported with this model.${instead}`,
    parameter: field,
    code: 'unsupported_parameter',
  });
}

function uses({ body }: ServedRequest, parameter: RefusableParameter): boolean {
  if (parameter === 'json_schema' || parameter === 'json_object')
    return body.response_format?.type === parameter;
  return body[parameter] !== undefined;
}

export function sendJson(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

interface EndpointComplaint {
  readonly message: string;
  readonly code?: string;
  readonly parameter?: string;
}

export function sendError(
  response: ServerResponse,
  { status, ...complaint }: EndpointComplaint & { readonly status: number },
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(errorBody(complaint));
}

function errorBody({ message, code, parameter }: EndpointComplaint): string {
  return JSON.stringify({
    error: { message, type: 'invalid_request_error', param: parameter ?? null, code: code ?? null },
  });
}

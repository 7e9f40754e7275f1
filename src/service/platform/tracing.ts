import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, Span, SpanContext, Tracer } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { messageOf } from '../../core/errors.js';
import { onAbort } from './on-abort.js';
import { operationName } from './operation-name.js';

/** Makes a stage of a request visible as a span of its own. */
export interface StageTracer {
  stage<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
}

/** OpenTelemetry traces: a span for each request, and one in it for each stage. */
export interface Tracing extends StageTracer {
  addTo(app: FastifyInstance): void;
  /** Sends what waits. */
  close(): Promise<void>;
}

const TRACE_PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const SERVER_ERROR = 500;

/** @param endpoint OTLP over HTTP, such as `http://127.0.0.1:4318` */
export async function createTracing(options: {
  readonly endpoint: string;
  readonly version: string;
}): Promise<Tracing> {
  const api = await import('@opentelemetry/api');
  const provider = await createProvider(options);
  const tracer = provider.getTracer('vidtoken', options.version);
  const active = new AsyncLocalStorage<Context>();
  const current = (): Context => active.getStore() ?? api.ROOT_CONTEXT;
  const fail = (span: Span, message: string): void =>
    void span.setStatus({ code: api.SpanStatusCode.ERROR, message });
  const remote = ({ headers }: FastifyRequest): Context => {
    const parent = parseTraceParent(headers.traceparent);
    return parent === undefined ? api.ROOT_CONTEXT : api.trace.setSpanContext(api.ROOT_CONTEXT, parent);
  };
  return {
    addTo: (app) =>
      addRequestSpans(app, {
        active,
        start: (request) => {
          const parent = remote(request);
          const span = startRequestSpan(tracer, { request, parent, kind: api.SpanKind.SERVER });
          return { span, context: api.trace.setSpan(parent, span) };
        },
        fail,
      }),
    stage: async (name, work) => {
      const span = tracer.startSpan(name, { kind: api.SpanKind.INTERNAL }, current());
      try {
        return await active.run(api.trace.setSpan(current(), span), work);
      } catch (error) {
        fail(span, messageOf(error));
        throw error;
      } finally {
        span.end();
      }
    },
    close: () => provider.shutdown(),
  };
}

/** Loaded only when traces are wanted. */
async function createProvider({
  endpoint,
  version,
}: {
  readonly endpoint: string;
  readonly version: string;
}) {
  const { BasicTracerProvider, BatchSpanProcessor } = await import('@opentelemetry/sdk-trace-base');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` });
  return new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'vidtoken', 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
}

function startRequestSpan(
  tracer: Tracer,
  options: { readonly request: FastifyRequest; readonly parent: Context; readonly kind: number },
): Span {
  const { request, parent, kind } = options;
  const route = request.routeOptions.config?.operation?.path;
  const attributes = {
    'http.request.method': request.method,
    'vidtoken.request_id': request.id,
    ...(route === undefined ? {} : { 'http.route': route }),
  };
  return tracer.startSpan(operationName(request), { kind, attributes }, parent);
}

interface RequestSpans {
  readonly active: AsyncLocalStorage<Context>;
  readonly start: (request: FastifyRequest) => { readonly span: Span; readonly context: Context };
  readonly fail: (span: Span, message: string) => void;
}

function addRequestSpans(app: FastifyInstance, { active, start, fail }: RequestSpans): void {
  const spans = new WeakMap<FastifyRequest, ReturnType<RequestSpans['start']>>();
  app.addHook('onRequest', (request, reply, done) => {
    const started = start(request);
    spans.set(request, started);
    onAbort(reply, () => started.span.end());
    active.run(started.context, done);
  });
  // Reading a body leaves the asynchronous context of the request.
  app.addHook('preValidation', (request, _reply, done) => {
    const context = spans.get(request)?.context;
    if (context === undefined) done();
    else active.run(context, done);
  });
  app.addHook('onResponse', async (request, reply) => {
    const span = spans.get(request)?.span;
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (span !== undefined && reply.statusCode >= SERVER_ERROR) fail(span, String(reply.statusCode));
    span?.end();
  });
}

/** W3C Trace Context, version 00; anything else starts a trace of its own. */
export function parseTraceParent(header: string | string[] | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACE_PARENT.exec(String(header ?? '')) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

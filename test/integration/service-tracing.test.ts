import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../src/service/app.js';
import { createServiceMetrics } from '../../src/service/platform/metrics.js';
import { createTracing, parseTraceParent } from '../../src/service/platform/tracing.js';
import { probeRoute } from '../support/probe-routes.js';
import { serviceDouble } from '../support/service-double.js';

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly status: { readonly code?: number };
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

/** A collector that keeps the spans of the OTLP JSON it gets. */
async function startCollector() {
  const spans: SentSpan[] = [];
  const paths: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      paths.push(request.url ?? '');
      const { resourceSpans } = JSON.parse(body) as {
        resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
      };
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, spans, paths };
}

const attribute = ({ attributes }: SentSpan, key: string) =>
  Object.values(attributes.find((each) => each.key === key)?.value ?? {})[0];

describe('traces', () => {
  it('have a span for each request and one in it for each stage, and continue the trace of the caller', async () => {
    const collector = await startCollector();
    const tracing = await createTracing({ endpoint: collector.endpoint, version: '1' });
    const metrics = createServiceMetrics({ tracer: tracing });
    const probe = probeRoute(
      { id: 'staged', method: 'POST', body: z.object({ text: z.string() }) },
      async () => {
        await metrics.time('outer', () => metrics.time('inner', async () => 1));
        return { done: true };
      },
    );
    const fails = probeRoute({ id: 'fails' }, () =>
      metrics.time('broken', () => Promise.reject(new Error('x'))),
    );
    const app = await createApp(serviceDouble({ metrics }), { routes: [probe, fails], tracing });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    // A real connection: reading a body must not lose the request that a stage belongs to.
    const response = await fetch(`http://127.0.0.1:${port}/v1/probe/staged`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-request-id': 'request-with-trace',
        traceparent: `00-${traceId}-b7ad6b7169203331-01`,
      },
      body: JSON.stringify({ text: 'private words' }),
    });
    expect(response.status).toBe(200);
    await fetch(`http://127.0.0.1:${port}/v1/probe/fails`);
    await app.close();
    await tracing.close();
    metrics.close();

    expect(new Set(collector.paths)).toEqual(new Set(['/v1/traces']));
    const named = (name: string) => collector.spans.find((span) => span.name === name) as SentSpan;
    const [request, outer, inner] = [named('staged'), named('outer'), named('inner')];
    expect(request).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331', kind: 2 });
    expect(outer).toMatchObject({ traceId, parentSpanId: request.spanId });
    expect(inner).toMatchObject({ traceId, parentSpanId: outer.spanId });
    expect(attribute(request, 'http.route')).toBe('/v1/probe/staged');
    expect(attribute(request, 'http.response.status_code')).toBe(200);
    expect(attribute(request, 'vidtoken.request_id')).toBe('request-with-trace');
    expect(named('fails')).toMatchObject({ status: { code: 2 } });
    expect(named('broken')).toMatchObject({ status: { code: 2 }, parentSpanId: named('fails').spanId });
    expect(named('fails').traceId).not.toBe(traceId);
    expect(JSON.stringify(collector.spans)).not.toContain('private words');
  });

  it.each([
    undefined,
    'nonsense',
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
    '01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  ])('begin anew where the header is %j', (header) => {
    expect(parseTraceParent(header)).toBeUndefined();
  });
});

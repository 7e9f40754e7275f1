import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { Job } from '../contract/job.js';

const HEARTBEAT_MS = 15_000;

/**
 * Answers with server-sent events, one for each state of a job; ends with the job and with the connection. A reader that
 * is too slow misses states between, never the last one.
 */
export async function sendEvents(
  reply: FastifyReply,
  options: { readonly events: AsyncIterable<Job>; readonly signal: AbortSignal },
): Promise<FastifyReply> {
  const { events, signal } = options;
  reply.hijack();
  const { raw } = reply;
  reply.headers({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  // What was set on the reply before, such as the security headers, goes out as well.
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  raw.flushHeaders();
  // Proxies close what is silent for too long.
  const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS).unref();
  let id = 0;
  try {
    for await (const job of events) {
      id += 1;
      await write(raw, { text: `id: ${id}\nevent: job\ndata: ${JSON.stringify(job)}\n\n`, signal });
    }
  } finally {
    clearInterval(heartbeat);
    raw.end();
  }
  return reply;
}

async function write(
  raw: ServerResponse,
  { text, signal }: { readonly text: string; readonly signal: AbortSignal },
): Promise<void> {
  if (raw.write(text) || signal.aborted) return;
  await once(raw, 'drain', { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

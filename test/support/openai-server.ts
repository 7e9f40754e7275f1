import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { countTokens } from './openai-answer.js';
import { type Behaviour, isPaid } from './openai-behaviour.js';
import { readServedRequest, type ServedRequest } from './openai-request.js';
import {
  answerCall,
  chosenBehaviour,
  contentOf,
  type ServingCall,
  sendError,
  sendJson,
} from './openai-respond.js';

/** One request and what was done with it. */
export interface ServedCall extends ServedRequest {
  readonly behaviour: Behaviour;
  /** What the model says. */
  readonly content: string;
  /** Bytes of the body handed to the connection up to now. */
  readonly sentBytes: number;
  /** The client went away before everything was sent. */
  readonly isCutOff: boolean;
}

export interface OpenAiServer {
  /** For `OPENAI_BASE_URL`, reachable from other processes of this machine. */
  readonly baseUrl: string;
  /** In the order of arrival; requests that are no chat completion are answered with 400 and not among them. */
  readonly requests: readonly ServedCall[];
  /** Answers that would be charged. */
  paidCalls(): number;
  /** Tokens of the charged answers. */
  paidTokens(): { readonly input: number; readonly output: number };
  /** How often each call, by its idempotency key, was charged. */
  paidByKey(): ReadonlyMap<string, number>;
  /** Cuts all connections. */
  close(): Promise<void>;
}

export interface OpenAiServerOptions {
  /** What to do with a request; everything is answered without it. */
  behave?(request: ServedRequest): Behaviour;
}

/** An OpenAI-compatible endpoint on 127.0.0.1 whose answers follow from the requests. It looks at no key. */
export async function startOpenAiServer({
  behave = () => ({ kind: 'ok' }),
}: OpenAiServerOptions = {}): Promise<OpenAiServer> {
  const calls: ServingCall[] = [];
  const server = createServer((incoming, response) => {
    void serve(incoming, response).catch((error: unknown) => {
      sendError(response, { status: 400, message: String(error) });
    });
  });

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (incoming.url?.split('?')[0] === '/v1/models') {
      sendJson(response, JSON.stringify({ object: 'list', data: [{ id: 'test-model', object: 'model' }] }));
      return;
    }
    const json: unknown = JSON.parse(await bodyOf(incoming));
    const request = readServedRequest(json, { headers: incoming.headers, earlier: calls });
    const behaviour = chosenBehaviour(request, behave);
    const call: ServingCall = {
      ...request,
      behaviour,
      content: contentOf(request, behaviour),
      sentBytes: 0,
      isCutOff: false,
    };
    calls.push(call);
    response.on('close', () => {
      call.isCutOff = !response.writableFinished;
    });
    await answerCall(call, response);
  };

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const paid = (): ServingCall[] => calls.filter(({ behaviour }) => isPaid(behaviour));
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests: calls,
    paidCalls: () => paid().length,
    paidTokens: () =>
      paid()
        .map((call) => countTokens(call, call.content))
        .reduce((sum, { input, output }) => ({ input: sum.input + input, output: sum.output + output }), {
          input: 0,
          output: 0,
        }),
    paidByKey: () => {
      const counts = new Map<string, number>();
      for (const { idempotencyKey } of paid())
        counts.set(idempotencyKey, (counts.get(idempotencyKey) ?? 0) + 1);
      return counts;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(z.instanceof(Buffer).parse(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

import { describe, expect, it } from 'vitest';
import { createClient, followJob, ProblemError } from '../../src/client/index.js';

interface Sent {
  readonly address: string;
  readonly init: RequestInit;
}

/** A client whose requests are kept and answered by a function. */
function recording(answer: (sent: Sent) => Response, options: Parameters<typeof createClient>[0] = {}) {
  const sent: Sent[] = [];
  const client = createClient({
    baseUrl: 'http://service',
    ...options,
    fetch: async (address, init = {}) => {
      const each = { address: String(address), init };
      sent.push(each);
      return answer(each);
    },
  });
  return { client, sent };
}

const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(value), { status, headers });

describe('createClient', () => {
  it('puts parameters where the operation wants them and escapes them', async () => {
    const { client, sent } = recording(() => json({ hits: [] }));
    await client.similarVideos({ id: 'a/b?c', k: 3, explain: true, where: 'tag = "x y"' });
    expect(sent[0]?.address).toBe(
      'http://service/v1/videos/a%2Fb%3Fc/similar?k=3&where=tag+%3D+%22x+y%22&explain=true',
    );
    expect(sent[0]?.init.method).toBe('GET');
  });

  it('sends JSON bodies and the token of the moment', async () => {
    let token = 'first';
    const { client, sent } = recording(() => json({}), { token: () => token });
    await client.search({ body: { text: 'cat' } });
    token = 'second';
    await client.getInfo();
    expect(sent.map(({ init }) => new Headers(init.headers).get('authorization'))).toEqual([
      'Bearer first',
      'Bearer second',
    ]);
    expect(sent[0]?.init.body).toBe('{"text":"cat"}');
    expect(new Headers(sent[0]?.init.headers).get('content-type')).toBe('application/json');
  });

  it('sends files as a form with the file last', async () => {
    const { client, sent } = recording(() => json({}));
    await client.addVideo({ file: new Blob(['bytes']), title: 'Title' });
    const body = sent[0]?.init.body;
    expect(body).toBeInstanceOf(FormData);
    expect([...(body as FormData).keys()]).toEqual(['title', 'file']);
  });

  it('throws the problem that the service tells', async () => {
    const problem = {
      type: 'about:blank',
      title: 'x',
      status: 429,
      code: 'queue-full',
      detail: 'Full.',
      instance: '1',
    };
    const { client } = recording(() => json(problem, 429, { 'retry-after': '7' }));
    const error = await client.getInfo().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ status: 429, code: 'queue-full', detail: 'Full.', retryAfterSeconds: 7 });
  });

  it('says so when an error is no problem document', async () => {
    const { client } = recording(() => new Response('<html>', { status: 502 }));
    await expect(client.getInfo()).rejects.toMatchObject({ status: 502, code: 'unexpected-answer' });
  });

  it('gives addresses that a browser can load by itself', () => {
    const { client } = recording(() => json({}));
    expect(client.url.getThumbnail({ id: 'a b' })).toBe('http://service/v1/videos/a%20b/thumbnail');
  });
});

describe('followJob', () => {
  it('yields each state, whole, however the bytes are cut', async () => {
    const text =
      ': hello\n\nevent: job\nid: 1\ndata: {"id":"j","state":"running"}\n\nevent: job\ndata: {"id":"j","state":"done"}\n\n';
    const bytes = new TextEncoder().encode(text);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const { client } = recording(() => new Response(body));
    const states: string[] = [];
    for await (const { state } of followJob(client, 'j')) states.push(state);
    expect(states).toEqual(['running', 'done']);
  });
});

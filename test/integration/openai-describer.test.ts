import { inspect } from 'node:util';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { DescriberError, VidtokenError } from '../../src/core/errors.js';
import { createOpenAiDescriber } from '../../src/describe/describers/openai.js';
import { answerWith, HONEST_FACTS } from '../support/injections.js';
import type { Behaviour } from '../support/openai-behaviour.js';
import { describeInput, openAiOptions, PLANTED_KEY, servedDescriber } from '../support/openai-describing.js';
import { paintedFrame } from '../support/synthetic-sample.js';

const signal = new AbortController().signal;

/** What a describer throws on a server that always behaves in one way. */
async function failure(behaviour: Behaviour, settings = {}): Promise<DescriberError | VidtokenError> {
  const { describer } = await servedDescriber({ behave: () => behaviour, settings });
  const error: unknown = await describer.describe(describeInput(), { signal }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DescriberError || error instanceof VidtokenError) return error;
  throw new Error(`expected a coded error, got ${inspect(error)}`);
}

describe('the openai describer', () => {
  it('gives the schema-checked facts, their text and what they cost, in one paid call', async () => {
    const { server, describer } = await servedDescriber({
      behave: () => ({ kind: 'ok', content: HONEST_FACTS }),
    });
    const description = await describer.describe(describeInput(), { signal });
    expect(description).toEqual({
      text:
        'A man in a grey shirt lifts a barbell in a gym. It is about strength training. It shows a man in a grey shirt. ' +
        'The scene is a gym with mirrors. What happens: lifting a barbell. Objects in view: barbell and bench. ' +
        'Sound: noise. Mood: focused. Intent: shows an exercise. Language: English.',
      describerId: 'openai',
      promptHash: describer.promptHash,
      model: 'test-model',
      structured: HONEST_FACTS,
      usage: { inputTokens: server.paidTokens().input, outputTokens: server.paidTokens().output },
    });
    expect(server.paidCalls()).toBe(1);
  });

  it('shows the frames as JPEG in time order, small and in low detail', async () => {
    const frames = [0, 1, 2].map((timeSeconds) =>
      paintedFrame({ width: 1024, height: 512, timeSeconds, paint: () => [80 * timeSeconds, 0, 0] }),
    );
    const { server, describer } = await servedDescriber();
    await describer.describe(describeInput({ media: async () => ({ frames }) }), { signal });
    const [request] = server.requests;
    expect(request?.imageCount).toBe(3);
    expect(request?.userText).toContain(
      'Pictures of it follow, 3 in number, taken at 0.0, 1.0, 2.0 seconds.',
    );
    const pictures = (request?.imageUrls ?? []).map((url) => Buffer.from(url.split(',')[1] ?? '', 'base64'));
    const reds: number[] = [];
    for (const picture of pictures) {
      expect(await sharp(picture).metadata()).toMatchObject({ format: 'jpeg', width: 512, height: 256 });
      reds.push((await sharp(picture).stats()).channels[0]?.mean ?? Number.NaN);
    }
    expect(reds.map((red) => Math.round(red / 80))).toEqual([0, 1, 2]);
    expect(JSON.stringify(request?.body)).toContain('"detail":"low"');
  });

  it('asks for as many frames of the size that was chosen, and for no sound', async () => {
    const asked: unknown[] = [];
    const input = describeInput();
    const media: typeof input.media = (request) => {
      asked.push(request);
      return input.media(request);
    };
    const { describer } = await servedDescriber({ settings: { frameCount: 3, frameMaxSidePixels: 640 } });
    await describer.describe({ ...input, media }, { signal });
    expect(asked).toEqual([{ frameCount: 3, frameMaxSidePixels: 640, audio: false }]);
  });

  it('puts all frames on one sheet when that is wanted', async () => {
    const { server, describer } = await servedDescriber({ settings: { contactSheet: true } });
    await describer.describe(describeInput(), { signal });
    expect(server.requests[0]?.imageCount).toBe(1);
    expect(server.requests[0]?.userText).toContain('One sheet with 4 pictures of it follows, 2 in a row');
    expect(JSON.stringify(server.requests[0]?.body)).toContain('"detail":"high"');
  });

  it('sends measured facts as facts and texts behind fences', async () => {
    const { server, describer } = await servedDescriber();
    const text = {
      title: 'Leg day',
      tags: ['gym', 'legs'],
      transcript: 'Three more.',
      onScreenText: 'DAY 3',
    };
    await describer.describe(describeInput({ text }), { signal });
    expect(server.requests[0]?.userText).toContain(
      [
        'Texts that came with the video, untrusted data:',
        '<untrusted field="title">\nLeg day\n</untrusted>',
        '<untrusted field="tags">\ngym, legs\n</untrusted>',
        '<untrusted field="transcript">\nThree more.\n</untrusted>',
        '<untrusted field="on-screen-text">\nDAY 3\n</untrusted>',
      ].join('\n'),
    );
    expect(server.requests[0]?.userText).toContain('Length: 4.0 seconds.\nPicture: 64 x 64 pixels.\nSound: ');
    expect(server.requests[0]?.system).toContain('Write in English');
  });

  it('asks by a strict schema with the limits that were chosen', async () => {
    const settings = { maxOutputTokens: 321, temperature: 0.7, language: 'German' };
    const { server, describer } = await servedDescriber({ settings });
    await describer.describe(describeInput(), { signal });
    expect(server.requests[0]?.body).toMatchObject({
      model: 'test-model',
      max_tokens: 321,
      temperature: 0.7,
      response_format: { type: 'json_schema', json_schema: { name: 'video-description-v1', strict: true } },
    });
    expect(server.requests[0]?.system).toContain('Write in German');
  });

  it('marks the same call with the same idempotency key and another call with another', async () => {
    const { server, describer } = await servedDescriber();
    const other = describeInput({ text: { title: 'Another', tags: [] } });
    for (const input of [describeInput(), describeInput(), other])
      await describer.describe(input, { signal });
    const [first, second, third] = server.requests.map(({ idempotencyKey }) => idempotencyKey);
    expect(first).toMatch(/^vidtoken-[0-9a-f]{64}$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('shows the rejected answer and the reason when it is asked again', async () => {
    const { server, describer } = await servedDescriber();
    const repair = { answer: '{"caption":1}', reason: 'it has 0 of the 11 fields' };
    await describer.describe(describeInput(), { signal, repair });
    expect(server.requests[0]).toMatchObject({ isRepair: true, imageCount: 4 });
    expect(server.requests[0]?.body.messages.slice(2)).toEqual([
      { role: 'assistant', content: '{"caption":1}' },
      {
        role: 'user',
        content: expect.stringContaining('Your last answer could not be used: it has 0 of the 11 fields'),
      },
    ]);
    await describer.describe(describeInput(), { signal, repair: { ...repair, answer: '' } });
    expect(server.requests[1]?.body.messages.map(({ role }) => role)).toEqual(['system', 'user', 'user']);
  });

  it('sends a placeholder where no key is wanted', async () => {
    const { server } = await servedDescriber();
    const options = openAiOptions(server.baseUrl);
    const describer = await createOpenAiDescriber({ ...options, endpoint: { baseUrl: server.baseUrl } });
    await describer.describe(describeInput(), { signal });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer none');
  });

  it('keeps a description although the server does not count tokens', async () => {
    const { describer } = await servedDescriber({ behave: () => ({ kind: 'ok', usage: 'missing' }) });
    const description = await describer.describe(describeInput(), { signal });
    expect(description?.structured).toBeDefined();
    expect(description).not.toHaveProperty('usage');
  });
});

describe('an endpoint that does not take every parameter', () => {
  const content = `Here it is:\n\`\`\`json\n${answerWith({}).replace(/\}$/, ',}')}\n\`\`\``;

  it.each(['openai', 'fastapi'] as const)('is asked in JSON mode, then in words (%s)', async (dialect) => {
    const { server, describer } = await servedDescriber({
      behave: ({ body }) =>
        body.response_format === undefined
          ? { kind: 'ok', content }
          : { kind: 'refuse-parameters', parameters: ['json_schema', 'json_object'], dialect },
    });
    expect((await describer.describe(describeInput(), { signal }))?.structured).toEqual(HONEST_FACTS);
    expect(server.requests.map(({ body }) => body.response_format?.type)).toEqual([
      'json_schema',
      'json_object',
      undefined,
    ]);
    expect(server.paidCalls()).toBe(1);
  });

  it('is asked in the way that worked from then on', async () => {
    const { server, describer } = await servedDescriber({
      behave: () => ({
        kind: 'refuse-parameters',
        parameters: ['json_schema', 'max_tokens', 'temperature'],
      }),
    });
    await describer.describe(describeInput(), { signal });
    const refusals = server.requests.length - 1;
    expect(refusals).toBe(3);
    await describer.describe(describeInput(), { signal });
    expect(server.requests).toHaveLength(refusals + 2);
    const last = server.requests.at(-1)?.body;
    expect(last).toMatchObject({ response_format: { type: 'json_object' }, max_completion_tokens: 900 });
    expect(last).not.toHaveProperty('temperature');
    expect(last).not.toHaveProperty('max_tokens');
    expect(server.paidCalls()).toBe(2);
  });

  it('keeps the richest form when a request was refused for another reason', async () => {
    const body = JSON.stringify({ error: { message: 'unsupported image type' } });
    const { server, describer } = await servedDescriber({
      behave: ({ earlierForClip }) =>
        earlierForClip < 3 ? { kind: 'status', status: 400, body } : { kind: 'ok' },
    });
    await expect(describer.describe(describeInput(), { signal })).rejects.toMatchObject({
      code: 'request-refused',
    });
    await describer.describe(describeInput(), { signal });
    expect(server.requests.at(-1)?.body.response_format?.type).toBe('json_schema');
  });
});

describe('an answer that cannot be used', () => {
  it.each<[Behaviour, Partial<DescriberError>]>([
    [{ kind: 'length' }, { code: 'answer-truncated' }],
    [{ kind: 'refusal' }, { code: 'refused', answer: "I'm sorry, I can't help with that." }],
    [{ kind: 'content-filter' }, { code: 'refused' }],
    [{ kind: 'empty' }, { code: 'empty-answer' }],
    [{ kind: 'no-choices' }, { code: 'empty-answer' }],
    [{ kind: 'truncated-json' }, { code: 'schema-violation' }],
    [{ kind: 'wrong-schema' }, { code: 'schema-violation', answer: '{"caption":"a video","score":0.9}' }],
    [{ kind: 'refusal-in-words' }, { code: 'schema-violation' }],
  ])('is an error with what was paid: %o', async (behaviour, expected) => {
    expect(await failure(behaviour)).toMatchObject({
      ...expected,
      retryable: false,
      usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
    });
  });

  it('is cut off while it arrives when it is too large', async () => {
    const { server, describer } = await servedDescriber({ behave: () => ({ kind: 'huge' }) });
    await expect(describer.describe(describeInput(), { signal })).rejects.toMatchObject({
      code: 'answer-too-large',
      message: expect.stringContaining('more than 1000000 bytes'),
      mayHaveCost: true,
    });
    await expect.poll(() => server.requests[0]?.isCutOff).toBe(true);
    // What the two sockets buffer may have left the server as well.
    expect(server.requests[0]?.sentBytes).toBeLessThan(9_000_000);
  });
});

describe('an endpoint in trouble', () => {
  const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT';

  it.each<[Behaviour, Partial<DescriberError>]>([
    [{ kind: 'rate-limited' }, { code: 'rate-limited', retryAfterMs: undefined }],
    [
      { kind: 'rate-limited', retryAfter: '7' },
      { code: 'rate-limited', retryAfterMs: 7000 },
    ],
    [
      { kind: 'rate-limited', retryAfterMs: '250', retryAfter: '7' },
      { code: 'rate-limited', retryAfterMs: 250 },
    ],
    [
      { kind: 'rate-limited', retryAfter: 'Sun, 06 Nov 1994 08:50:07 GMT', date: DATE },
      { code: 'rate-limited', retryAfterMs: 30_000 },
    ],
    [{ kind: 'server-error' }, { code: 'endpoint-unavailable', mayHaveCost: false }],
    [
      { kind: 'server-error', status: 504 },
      { code: 'endpoint-unavailable', mayHaveCost: true },
    ],
    [{ kind: 'drop-before-headers' }, { code: 'endpoint-unavailable', mayHaveCost: true }],
    [{ kind: 'drop-within-body' }, { code: 'endpoint-unavailable', mayHaveCost: true }],
    [{ kind: 'truncated-body' }, { code: 'endpoint-unavailable', mayHaveCost: true }],
    [{ kind: 'wrong-content-type' }, { code: 'endpoint-unavailable', mayHaveCost: true }],
    [
      { kind: 'status', status: 200, body: '{"error":{"message":"upstream is busy","code":429}}' },
      { code: 'rate-limited' },
    ],
  ])('gives an error that may pass: %o', async (behaviour, expected) => {
    expect(await failure(behaviour)).toMatchObject({ ...expected, retryable: true });
  });

  it.each<Behaviour>([{ kind: 'stall' }, { kind: 'slow-drip', everyMs: 5 }])(
    'is given up after the time limit of the whole call: %o',
    async (behaviour) => {
      expect(await failure(behaviour, { callTimeoutMs: 150 })).toMatchObject({
        code: 'call-timeout',
        message: expect.stringContaining('within 0.15 s'),
        retryable: true,
        mayHaveCost: true,
      });
    },
  );

  it('costs nothing when nobody listens', async () => {
    const { server } = await servedDescriber();
    await server.close();
    const describer = await createOpenAiDescriber(openAiOptions(server.baseUrl));
    await expect(describer.describe(describeInput(), { signal })).rejects.toMatchObject({
      code: 'endpoint-unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
      retryable: true,
      mayHaveCost: false,
    });
  });

  it('refuses one video for good without ending the others', async () => {
    const body =
      '{"error":{"message":"This model has a maximum context length of 4096 tokens","code":"context_length_exceeded"}}';
    expect(await failure({ kind: 'status', status: 400, body })).toMatchObject({
      code: 'request-refused',
      message: expect.stringContaining('maximum context length of 4096 tokens'),
      retryable: false,
    });
    const filtered = '{"error":{"message":"Your request was rejected","code":"content_policy_violation"}}';
    expect(await failure({ kind: 'status', status: 400, body: filtered })).toMatchObject({ code: 'refused' });
    const flagged = '{"error":{"message":"The input was flagged by the moderation of the provider"}}';
    expect(await failure({ kind: 'status', status: 403, body: flagged })).toMatchObject({ code: 'refused' });
  });

  it.each([
    [401, '{"error":{"message":"Incorrect API key provided: sk-plant***cdef"}}', 'configuration'],
    [403, '{"error":{"message":"Country not supported"}}', 'configuration'],
    [
      404,
      '{"error":{"message":"The model `test-model` does not exist","code":"model_not_found"}}',
      'configuration',
    ],
    [301, '', 'configuration'],
    [402, '{"error":{"message":"Insufficient credits"}}', 'describer-unavailable'],
    [
      429,
      '{"error":{"message":"You exceeded your quota","code":"insufficient_quota"}}',
      'describer-unavailable',
    ],
  ])('ends the command when no video can be described (%i)', async (status, body, code) => {
    const headers = status === 301 ? { location: 'http://127.0.0.1:1/elsewhere' } : {};
    const error = await failure({ kind: 'status', status, body, headers });
    expect(error).toBeInstanceOf(VidtokenError);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/http:\/\/127\.0\.0\.1:\d+\/v1/);
    if (code === 'configuration' && status !== 301) expect(error.message).toContain('"test-model"');
  });

  it.each<Behaviour>([{ kind: 'stall' }, { kind: 'slow-drip', everyMs: 5 }])(
    'is left at once on an abort, with its reason: %o',
    async (behaviour) => {
      const { server, describer } = await servedDescriber({ behave: () => behaviour });
      const controller = new AbortController();
      const described = describer.describe(describeInput(), { signal: controller.signal });
      const outcome = expect(described).rejects.toThrow('enough');
      await expect.poll(() => server.requests.length).toBe(1);
      controller.abort(new Error('enough'));
      await outcome;
      await expect.poll(() => server.requests[0]?.isCutOff).toBe(true);
    },
  );

  it('is not even asked after an abort', async () => {
    const { server, describer } = await servedDescriber();
    const reason = new Error('enough');
    await expect(describer.describe(describeInput(), { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    expect(server.requests).toHaveLength(0);
  });
});

describe('the key', () => {
  const echo = JSON.stringify({
    error: {
      message: `Bad header "Authorization: Bearer ${PLANTED_KEY}" ${'x'.repeat(240)} ${PLANTED_KEY}`,
    },
  });
  const headers = { 'x-echo': PLANTED_KEY, 'content-type': `application/json; key=${PLANTED_KEY}` };

  it.each([200, 301, 400, 401, 403, 404, 422, 429, 500, 504])(
    'is in no part of an error (%i)',
    async (status) => {
      const error = await failure({ kind: 'status', status, body: echo, headers });
      const everything = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true });
      expect(everything).not.toContain('planted');
    },
  );

  it('is in no answer, usable or not', async () => {
    const content = answerWith({ summary: `A man in a gym says ${PLANTED_KEY} aloud.` });
    const { describer } = await servedDescriber({ behave: () => ({ kind: 'ok', content }) });
    const description = await describer.describe(describeInput(), { signal });
    expect(description?.structured?.summary).toBe('A man in a gym says [key] aloud.');
    const error = await failure({ kind: 'ok', content: `{"caption": "${PLANTED_KEY}"}` });
    expect(error).toMatchObject({ code: 'schema-violation', answer: '{"caption": "[key]"}' });
    expect(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain('planted');
  });

  it('goes to the endpoint and nowhere else', async () => {
    const { server, describer } = await servedDescriber();
    await describer.describe(describeInput(), { signal });
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${PLANTED_KEY}`);
    expect(JSON.stringify(server.requests[0]?.body)).not.toContain('planted');
    expect(inspect(describer, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain(
      'planted',
    );
    expect(describer.parameters).not.toContain('planted');
  });
});

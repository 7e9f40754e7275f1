import { describe, expect, it } from 'vitest';
import { contactSheet } from '../../src/describe/openai/contact-sheet.js';
import { endpointAddress } from '../../src/describe/openai/endpoint-address.js';
import { secretHider } from '../../src/describe/openai/hide-secrets.js';
import { pictureTokenBound } from '../../src/describe/openai/picture-tokens.js';
import { readRefusalBody } from '../../src/describe/openai/refusal-body.js';
import { FIRST_STYLE, type RequestStyle, simplerStyle } from '../../src/describe/openai/request-style.js';
import { retryAfterMs } from '../../src/describe/openai/retry-after.js';
import { withDeadline } from '../../src/describe/openai/with-deadline.js';
import { paintedFrame, type Rgb } from '../support/synthetic-sample.js';

const same = (text: string): string => text;

describe('a contact sheet', () => {
  const RED: Rgb = [255, 0, 0];
  const GREEN: Rgb = [0, 255, 0];
  const BLUE: Rgb = [0, 0, 255];
  const frame = (paint: Rgb, width: number, height: number) =>
    paintedFrame({ width, height, paint: () => paint });

  it('sets the frames row by row with black between them', () => {
    const { picture, columns } = contactSheet([frame(RED, 2, 1), frame(GREEN, 2, 1), frame(BLUE, 2, 1)]);
    // Without gaps, one column is 2 wide and 3 high, two are 4 and 2, three are 6 and 1: the longest side of one is least.
    expect(columns).toBe(1);
    expect([picture.width, picture.height]).toEqual([2, 1 + 4 + 1 + 4 + 1]);
    const pixel = (x: number, y: number) => [
      ...picture.rgb.subarray(3 * (y * picture.width + x)).slice(0, 3),
    ];
    expect([pixel(1, 0), pixel(0, 1), pixel(0, 5), pixel(1, 9), pixel(1, 10)]).toEqual([
      RED,
      [0, 0, 0],
      GREEN,
      [0, 0, 0],
      BLUE,
    ]);
  });

  it.each([
    // Two columns: 1024 × 1152; three: 1536 × 864.
    [8, 512, 288, 2],
    [8, 288, 512, 4],
    [8, 512, 512, 3],
    [4, 10, 10, 2],
    [1, 7, 3, 1],
  ])('puts %i frames of %i × %i into %i columns', (count, width, height, columns) => {
    const frames = Array.from({ length: count }, () => frame(RED, width, height));
    expect(contactSheet(frames).columns).toBe(columns);
  });

  it('gives every frame the cell of the largest', () => {
    const { picture, columns } = contactSheet([frame(RED, 1, 1), frame(GREEN, 3, 2)]);
    expect(columns).toBe(1);
    expect([picture.width, picture.height]).toEqual([3, 2 + 4 + 2]);
    expect([...picture.rgb.subarray(0, 9)]).toEqual([255, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('the wait that an endpoint asks for', () => {
  const date = 'Sun, 06 Nov 1994 08:49:37 GMT';
  it.each([
    [{}, undefined],
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after': ' 0.5 ' }, 500],
    [{ 'retry-after-ms': '120' }, 120],
    [{ 'retry-after-ms': 'soon', 'retry-after': '2' }, 2000],
    [{ 'retry-after': 'Sun, 06 Nov 1994 08:50:37 GMT', date }, 60_000],
    [{ 'retry-after': 'Sun, 06 Nov 1994 08:00:00 GMT', date }, 0],
    [{ 'retry-after': 'Sun, 06 Nov 1994 08:50:37 GMT' }, undefined],
    [{ 'retry-after': '-3', date }, undefined],
    [{ 'retry-after': 'later' }, undefined],
  ])('is read from %j as %s ms', (headers, expected) => {
    expect(retryAfterMs(new Headers(headers as Record<string, string>))).toBe(expected);
  });
});

describe('what an endpoint says about a refusal', () => {
  it.each([
    [
      '{"error":{"message":"No","code":"x","param":"temperature"}}',
      { message: 'No', code: 'x', parameter: 'temperature' },
    ],
    ['{"error":{"message":"No","code":400,"param":null}}', { message: 'No', code: '400' }],
    ['{"error":"model is loading"}', { message: 'model is loading' }],
    ['{"object":"error","message":"too long","code":40303}', { message: 'too long', code: '40303' }],
    [
      '{"detail":[{"loc":["body","response_format"],"msg":"extra fields"}]}',
      { message: 'body.response_format: extra fields', parameter: 'response_format' },
    ],
    ['{"detail":"Not authenticated"}', { message: 'Not authenticated' }],
    ['<html><h1>502 Bad Gateway</h1>\n<hr>nginx</html>', { message: '502 Bad Gateway nginx' }],
    ['', { message: '' }],
  ])('is found in %s', (body, expected) => {
    expect(readRefusalBody(body, same)).toEqual(expected);
  });
});

describe('the next simpler way to ask', () => {
  const text: RequestStyle = { ...FIRST_STYLE, answerFormat: 'text' };
  const json: RequestStyle = { ...FIRST_STYLE, answerFormat: 'json_object' };

  it.each<[RequestStyle, number, string, string | undefined, Partial<RequestStyle> | undefined]>([
    [
      FIRST_STYLE,
      400,
      "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
      undefined,
      { answerFormat: 'json_object' },
    ],
    [FIRST_STYLE, 422, 'Extra inputs are not permitted', 'response_format', { answerFormat: 'json_object' }],
    [FIRST_STYLE, 400, 'Unrecognized request argument supplied', undefined, { answerFormat: 'json_object' }],
    [
      FIRST_STYLE,
      404,
      'No endpoints found that support response_format',
      undefined,
      { answerFormat: 'json_object' },
    ],
    [
      json,
      400,
      "'response_format.type' must be 'json_schema' or 'text'",
      undefined,
      { answerFormat: 'text' },
    ],
    [text, 400, 'response_format is not supported', undefined, undefined],
    [
      FIRST_STYLE,
      400,
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
      { tokenLimit: 'max_completion_tokens' },
    ],
    [
      FIRST_STYLE,
      400,
      'max_tokens is too large: 9000. This model takes 4096 at most',
      'max_tokens',
      undefined,
    ],
    [
      FIRST_STYLE,
      400,
      "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
      'temperature',
      { hasTemperature: false },
    ],
    [FIRST_STYLE, 500, 'response_format is not supported', undefined, undefined],
    [FIRST_STYLE, 400, 'The context is too long', undefined, undefined],
    [FIRST_STYLE, 404, 'Unknown model', undefined, undefined],
  ])('after %j, %i "%s" (%s)', (style, status, message, parameter, change) => {
    const refusal = { status, message, ...(parameter === undefined ? {} : { parameter }) };
    expect(simplerStyle(style, refusal)).toEqual(change === undefined ? undefined : { ...style, ...change });
  });

  it('comes to an end whatever is refused', () => {
    let style: RequestStyle | undefined = FIRST_STYLE;
    let steps = 0;
    const refusal = { status: 400, message: 'Unsupported: temperature, max_tokens, response_format' };
    while (style !== undefined) {
      style = simplerStyle(style, refusal);
      steps += 1;
    }
    expect(steps).toBe(5);
  });
});

describe('the address of an endpoint', () => {
  it('is shown without anything that may be a secret', () => {
    expect(endpointAddress('https://host.example/v1/?api-version=2&key=abcdefgh')).toEqual({
      baseUrl: 'https://host.example/v1',
      query: { 'api-version': '2', key: 'abcdefgh' },
      shown: 'https://host.example/v1',
    });
  });

  it.each(['https://user:hunter22@host.example/v1', 'host.example/v1', 'ftp://host.example', 'http://'])(
    'is refused without being repeated: %s',
    (baseUrl) => {
      expect(() => endpointAddress(baseUrl)).toThrow(/base URL/);
      expect(() => endpointAddress(baseUrl)).not.toThrow(/hunter22|host\.example/);
    },
  );
});

describe('secrets', () => {
  it('are hidden as they are, as in an address and as in JSON', () => {
    const { hide } = secretHider(['p/ss "w+rd"', undefined, 'none']);
    expect(hide('p/ss "w+rd" p%2Fss%20%22w%2Brd%22 {"a":"p/ss \\"w+rd\\""} none')).toBe(
      '[key] [key] {"a":"[key]"} none',
    );
  });

  it('are hidden in errors by their shape too', () => {
    const { hide, hideInError } = secretHider([]);
    const text = 'Bearer abc.def-12345 and sk-pr***cdef';
    expect(hideInError(text)).toBe('[key] and [key]');
    expect(hide(text)).toBe(text);
  });
});

describe('the bound of a picture in tokens', () => {
  it.each([
    ['gpt-4o-mini', 512, 'low', 2833],
    ['gpt-4o-mini-2024-07-18', 512, 'high', 8500],
    ['gpt-4o', 512, 'low', 85],
    ['openai/gpt-4o-2024-11-20', 512, 'high', 255],
    ['gpt-4.1', 1024, 'high', 765],
    ['gpt-4.1-mini', 512, 'low', 3400],
    ['qwen2.5vl:7b', 512, 'low', 3400],
    ['llava', 1024, 'high', 17_000],
  ] as const)('%s at %i pixels in %s detail: %i', (model, maxSidePixels, detail, expected) => {
    expect(pictureTokenBound(model, { maxSidePixels, detail })).toBe(expected);
  });
});

describe('a deadline', () => {
  const never = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut'))));

  it('gives the reason of an abort before its own', async () => {
    const controller = new AbortController();
    const work = withDeadline(never, { signal: controller.signal, timeoutMs: 60_000 });
    controller.abort(new Error('enough'));
    await expect(work).rejects.toThrow('enough');
  });

  it('ends the work when the time has passed', async () => {
    const { signal } = new AbortController();
    await expect(withDeadline(never, { signal, timeoutMs: 1 })).rejects.toMatchObject({
      name: 'DeadlinePassed',
    });
  });

  it('leaves results and errors of the work alone, however long it may take', async () => {
    const { signal } = new AbortController();
    const options = { signal, timeoutMs: Number.MAX_SAFE_INTEGER };
    await expect(withDeadline(async () => 5, options)).resolves.toBe(5);
    await expect(withDeadline(() => Promise.reject(new Error('broken')), options)).rejects.toThrow('broken');
  });
});

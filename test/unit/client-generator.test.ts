import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { clientText } from '../../src/service/client-generator/client-text.js';
import { typeText } from '../../src/service/client-generator/type-text.js';
import { openApiDocument } from '../../src/service/openapi.js';

/** Layout is the formatter's business. */
function words(text: string): string {
  return text
    .replaceAll(/,(?=\s*[\])}])/g, '')
    .replaceAll(/["'`]/g, "'")
    .replaceAll(/^\s*\|/gm, '')
    .replaceAll(/[\s;|()]+/g, '');
}

describe('types of JSON schemas', () => {
  it.each([
    [{ type: 'string', minLength: 1 }, 'string'],
    [{ type: 'integer' }, 'number'],
    [{ const: 'ok', type: 'string' }, '"ok"'],
    [{ enum: ['a', 'b'], type: 'string' }, '"a" | "b"'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
    [
      { type: 'array', items: { anyOf: [{ type: 'number' }, { type: 'null' }] } },
      'readonly (number | null)[]',
    ],
    [
      { type: 'array', items: { type: 'array', items: { type: 'number' } } },
      'readonly (readonly number[])[]',
    ],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'Readonly<Record<string, number>>'],
    [{ $ref: '#/components/schemas/Video' }, 'Video'],
    [{}, 'unknown'],
  ])('%j is %s', (schema, text) => {
    expect(typeText(schema)).toBe(text);
  });

  it('marks what may be absent and quotes names that are no identifiers', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'string' }, 'b-c': { type: 'number' } },
      required: ['a'],
    };
    expect(words(typeText(schema))).toBe(words("{ readonly a: string; readonly 'b-c'?: number; }"));
  });

  it('refuses a type that it does not know', () => {
    expect(() => typeText({ type: 'tuple' })).toThrow('unknown type tuple');
  });
});

describe('the client', () => {
  it('is the one that the OpenAPI document gives', async () => {
    const file = fileURLToPath(new URL('../../src/client/generated.ts', import.meta.url));
    const expected = clientText(await openApiDocument({ version: '0' }));
    expect(words(readFileSync(file, 'utf8'))).toBe(words(expected));
  });
});

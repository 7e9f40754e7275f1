import { describe, expect, it } from 'vitest';
import { looseJsonObjects } from '../../src/describe/structured/loose-json.js';
import { parseStructured } from '../../src/describe/structured/parse-structured.js';
import { STRUCTURED_JSON_SCHEMA } from '../../src/describe/structured/structured-json-schema.js';
import { structuredDescriptionSchema } from '../../src/describe/structured/structured-schema.js';
import { Random } from '../../src/math/random.js';
import { answerWith, HONEST_FACTS } from '../support/injections.js';

const EXACT = JSON.stringify(HONEST_FACTS);

describe('the JSON schema of an answer', () => {
  it('has the form that strict mode accepts', () => {
    const list = { type: 'array', items: { type: 'string' } };
    const text = { type: 'string' };
    expect(STRUCTURED_JSON_SCHEMA).toEqual({
      type: 'object',
      properties: {
        summary: text,
        themes: list,
        characters: list,
        scenes: list,
        actions: list,
        objects: list,
        onScreenText: list,
        sound: text,
        mood: text,
        intent: text,
        language: text,
      },
      required: Object.keys(structuredDescriptionSchema.shape),
      additionalProperties: false,
    });
  });
});

describe('an answer', () => {
  it('is taken as it is when it is exact', () => {
    expect(parseStructured(EXACT)).toEqual({ structured: HONEST_FACTS });
  });

  it.each([
    ['in a code fence', `\`\`\`json\n${EXACT}\n\`\`\``],
    ['between other words', `Sure, here is {the object}:\n${EXACT}\nI hope this helps {you}!`],
    ['behind thoughts that hold another object', `<think>{"summary": "no"} or so</think>${EXACT}`],
    ['with trailing commas', EXACT.replaceAll('"]', '",]').replace(/\}$/, ',}')],
    ['in single quotation marks', EXACT.replaceAll('"', "'")],
    ['in typographic quotation marks', EXACT.replaceAll(/"([^"]*)"/g, '“$1”')],
    ['with bare keys', EXACT.replaceAll(/"(\w+)":/g, '$1: ')],
    ['with snake-case keys', EXACT.replace('onScreenText', 'on_screen_text')],
    [
      'with keys as headings',
      EXACT.replace('onScreenText', 'On-Screen Text').replace('"intent"', '"Intent / Humour"'),
    ],
    ['with singular keys', EXACT.replace('"themes"', '"theme"').replace('"objects"', '"object"')],
    ['with texts for lists', answerWith({ objects: 'barbell, bench', themes: 'strength training' })],
    ['with bulleted lines for a list', answerWith({ objects: '- barbell\n- bench' })],
    ['with a list for a text', answerWith({ mood: ['focused'] })],
    ['with null for nothing', answerWith({ onScreenText: null })],
    ['with words for nothing', answerWith({ onScreenText: ['None'] })],
    ['with a missing list', answerWith({ onScreenText: undefined })],
    ['with doubles and empty entries', answerWith({ objects: ['barbell', ' ', 'bench', 'barbell'] })],
    ['spread over lines', JSON.stringify(HONEST_FACTS, null, 4)],
  ])('is read %s', (_name, answer) => {
    expect(parseStructured(answer)).toEqual({ structured: HONEST_FACTS });
  });

  it('keeps apostrophes, quotations and line ends within texts', () => {
    const loose = `{'summary': 'A man's dog says "woof"\nand runs.', themes: [], characters: [], scenes: [], actions: [], objects: [],}`;
    expect(parseStructured(loose).structured?.summary).toBe('A man\'s dog says "woof" and runs.');
    const inner = EXACT.replace('a gym.', 'a gym under "GO" signs.');
    expect(parseStructured(inner).structured?.summary).toContain('under "GO" signs.');
  });

  it('becomes plain lines', () => {
    const { structured } = parseStructured(
      answerWith({ summary: 'A\u0000 man\u202E\n\n lifts \u001b[31m weights.' }),
    );
    expect(structured?.summary).toBe('A man lifts [31m weights.');
  });

  it('is cut to the entries that a list may have', () => {
    const objects = Array.from({ length: 100 }, (_, index) => `thing ${index}`);
    expect(parseStructured(answerWith({ objects })).structured?.objects).toEqual(objects.slice(0, 24));
  });

  it.each([
    ['holds no object', 'A man lifts a barbell.', 'it holds no JSON object'],
    ['breaks off', EXACT.slice(0, 200), 'it holds no JSON object'],
    ['is about something else', '{"caption": "a man", "score": 1}', 'it has 0 of the 11 fields'],
    ['has few fields', '{"summary": "A man lifts.", "mood": "calm"}', 'it has 2 of the 11 fields'],
    ['has no summary', answerWith({ summary: '' }), 'summary: Too small'],
    ['has a field too many', answerWith({ owner: 'mallory' }), 'Unrecognized key: "owner"'],
    [
      'has a number for a text',
      answerWith({ mood: 5 }),
      'mood: Invalid input: expected string, received number',
    ],
    ['has objects in a list', answerWith({ objects: [{ name: 'barbell' }] }), 'objects: 0: Invalid input'],
    ['has a flood of words', answerWith({ summary: 'very '.repeat(1000) }), 'summary: Too big'],
  ])('is refused when it %s', (_name, answer, fault) => {
    expect(parseStructured(answer).structured).toBeUndefined();
    expect(parseStructured(answer).fault).toContain(fault);
  });

  it('is refused quickly however it is built', () => {
    for (const flood of ['{', '[', '{"a":', '"', "'", '<think>', '{"a":"', '\\']) {
      expect(parseStructured(flood.repeat(200_000)).structured).toBeUndefined();
    }
  });

  it('changes no prototypes', () => {
    parseStructured('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('almost JSON', () => {
  const random = new Random(7);
  const pick = <Item>(items: readonly Item[]): Item => items[random.uint32() % items.length] as Item;
  const text = (): string =>
    Array.from({ length: random.uint32() % 8 }, () =>
      pick(['a', 'é', '"', "'", '\\', '\n', '{', ']', ':', ',', '🙂', '\u0001']),
    ).join('');
  const value = (depth: number): unknown => {
    const kind = random.uint32() % (depth > 3 ? 4 : 6);
    if (kind === 0) return text();
    if (kind === 1) return random.uint32() % 1000;
    if (kind === 2) return pick([true, false, null]);
    if (kind === 3) return -1.5e-3;
    if (kind === 4) return Array.from({ length: random.uint32() % 4 }, () => value(depth + 1));
    return object(depth + 1);
  };
  const object = (depth: number): Record<string, unknown> =>
    Object.fromEntries(Array.from({ length: random.uint32() % 4 }, () => [text(), value(depth)]));

  it('that is JSON is read as JSON.parse reads it', () => {
    for (let round = 0; round < 2000; round += 1) {
      const json = JSON.stringify(object(0), null, pick([0, 2]));
      expect(looseJsonObjects(json)).toEqual([JSON.parse(json)]);
    }
  });
});

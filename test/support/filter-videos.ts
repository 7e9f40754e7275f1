import type { VideoRecord } from '../../src/core/record.js';
import type { Random } from '../../src/math/random.js';
import {
  type Filter,
  NUMBER_FIELDS,
  type NumberField,
  TEXT_FIELDS,
  type TextField,
} from '../../src/service/filter/filter.js';
import type { FilterableVideo } from '../../src/service/filter/matches-filter.js';
import { testRecord, testSpace } from './store-fixtures.js';

/** Texts that would break out of a quoted literal, a list or an index if anything took them for more than data. */
export const HOSTILE_TEXTS = [
  '',
  ' ',
  'cat',
  'Cat',
  'ca',
  "it's",
  "''",
  "' OR '1'='1",
  "x'); DROP TABLE videos; --",
  '/* cat */',
  '-- cat',
  ';',
  '$$cat$$',
  '\\',
  "\\'",
  '"cat"',
  '`id`',
  '%',
  'c_t',
  'a=b',
  '=',
  'null',
  'true',
  'line\nbreak',
  'tab\tstop',
  'zero\u0000byte',
  '\u001f',
  'a\u001fb',
  '\u001e\u001f ',
  'ﬁ',
  'é',
  'e\u0301',
  'Straße',
  'İ',
  '猫の動画',
  '🐈‍⬛',
  '\u202ecat',
  '\u200b',
  '\ufeff',
  '\ufffd',
  '’ OR 1=1',
  'label.kind',
  '{}[]()',
] as const;

export const LABEL_NAMES = ['kind', 'any name', "it's", '__proto__', 'größe', '; --'] as const;

const NUMBERS = [
  0, 1, 2, 3, -1, 0.5, 1.5, 12.5, 1e-7, 5e-324, 2147483647, 2147483648, -2147483649, 1e21, 1e300, 1080,
];
const CREATED = [0, 1, 1_700_000_000_000, 1_700_000_000_123, 1_767_225_600_000, -5];

/** A record in which anything may be missing, and what a filter sees of it. */
export function randomVideo(random: Random, name: string): { record: VideoRecord; video: FilterableVideo } {
  const { info, description, title, ...plain } = testRecord(name);
  const tags = [...new Set(some(random, HOSTILE_TEXTS))];
  const labels = Object.fromEntries(
    some(random, LABEL_NAMES).map((label) => [label, one(random, HOSTILE_TEXTS)]),
  );
  const hasMedia = random.uniform() < 0.8;
  const hasSound = hasMedia && random.uniform() < 0.6;
  const duration = hasMedia ? maybe(random, NUMBERS) : null;
  const width = one(random, [1, 2, 3, 1080, 2147483647]);
  const height = one(random, [1, 2, 3, 1080]);
  const describer = maybe(random, HOSTILE_TEXTS);
  const titled = maybe(random, HOSTILE_TEXTS);
  const cluster = maybe(random, [0, 1, 2, 3]);
  const tokenCluster = maybe(random, [0, 1, 2, 3]);
  const hasToken = random.uniform() < 0.6;
  const createdAtMs = one(random, CREATED);
  const record: VideoRecord = {
    ...plain,
    tags,
    labels,
    createdAtMs,
    ...(titled === null ? {} : { title: titled }),
    ...(describer === null
      ? {}
      : { description: { text: one(random, HOSTILE_TEXTS), describerId: describer, promptHash: 'none' } }),
    ...(hasToken
      ? { token: Float32Array.from({ length: 8 }, () => random.normal()), spaceId: testSpace().id }
      : {}),
    ...(cluster === null ? {} : { contentClusterId: cluster }),
    ...(tokenCluster === null ? {} : { tokenClusterId: tokenCluster }),
    ...(hasMedia
      ? {
          info: {
            container: 'mov,mp4',
            ...(duration === null ? {} : { durationSeconds: duration }),
            video: { codec: 'h264', width, height, rotationDegrees: 0 },
            ...(hasSound ? { audio: { codec: 'aac' } } : {}),
          },
        }
      : {}),
  };
  const video: FilterableVideo = {
    id: record.id,
    title: titled,
    tags,
    labels,
    durationSeconds: duration,
    width: hasMedia ? width : null,
    height: hasMedia ? height : null,
    hasSound,
    hasMedia,
    hasToken,
    hasDescription: describer !== null,
    describer,
    clusterId: cluster,
    tokenClusterId: tokenCluster,
    createdAtMs,
  };
  return { record, video };
}

/** Any filter of the grammar up to a depth. */
export function randomFilter(random: Random, depth: number): Filter {
  const draw = depth > 0 ? random.uniform() : 1;
  if (draw < 0.2) return { kind: 'not', part: randomFilter(random, depth - 1) };
  if (draw < 0.6) {
    const parts = Array.from({ length: 2 + random.below(2) }, () => randomFilter(random, depth - 1));
    return { kind: draw < 0.4 ? 'and' : 'or', parts };
  }
  return randomCondition(random);
}

function randomCondition(random: Random): Filter {
  const numberField: NumberField = one(random, NUMBER_FIELDS);
  const textField: TextField = one(random, TEXT_FIELDS);
  const number = () => one(random, numberField === 'created' ? [...CREATED, ...NUMBERS] : NUMBERS);
  const text = () => one(random, HOSTILE_TEXTS);
  const list = <Value>(value: () => Value) => Array.from({ length: 1 + random.below(3) }, value);
  const name = one(random, LABEL_NAMES);
  switch (random.below(7)) {
    case 0:
      return { kind: 'number-in', field: numberField, values: list(number) };
    case 1:
      return { kind: 'text-in', field: textField, values: list(text) };
    case 2:
      return { kind: 'label', name, operator: one(random, ['=', '!=']), value: text() };
    case 3:
      return { kind: 'label-in', name, values: list(text) };
    case 4:
      return { kind: 'has', what: one(random, ['token', 'sound', 'media', 'description']) };
    case 5: {
      const operator = one(random, ['=', '!=', 'contains'] as const);
      const value = text();
      return {
        kind: 'text',
        field: textField,
        operator,
        value: value === '' && operator === 'contains' ? 'a' : value,
      };
    }
    default: {
      const operator = one(random, ['=', '!=', '<', '<=', '>', '>='] as const);
      return { kind: 'number', field: numberField, operator, value: number() };
    }
  }
}

function one<const Value>(random: Random, values: readonly Value[]): Value {
  return values[random.below(values.length)] as Value;
}

function maybe<const Value>(random: Random, values: readonly Value[]): Value | null {
  return random.uniform() < 0.3 ? null : one(random, values);
}

function some<const Value>(random: Random, values: readonly Value[]): Value[] {
  return Array.from({ length: random.below(4) }, () => one(random, values));
}

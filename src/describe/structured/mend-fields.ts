import type { StructuredDescription } from '../../core/description.js';
import { safeText } from '../safe-text.js';
import { LIST_FIELDS, STRUCTURED_LIMITS, TEXT_FIELDS } from './structured-schema.js';

type FieldName = keyof StructuredDescription;

const FIELDS: readonly FieldName[] = [...TEXT_FIELDS, ...LIST_FIELDS];
/** Other names that models give a field, in letters alone; singulars are found by themselves. */
const OTHER_NAMES: ReadonlyMap<string, FieldName> = new Map([
  ['intenthumour', 'intent'],
  ['intenthumor', 'intent'],
  ['intentandhumour', 'intent'],
  ['intentandhumor', 'intent'],
  ['onscreentexts', 'onScreenText'],
  ['textonscreen', 'onScreenText'],
  ['sounds', 'sound'],
]);
const BY_LETTERS: ReadonlyMap<string, FieldName> = new Map([
  ...OTHER_NAMES,
  ...FIELDS.map((field) => [field.toLowerCase(), field] as const),
  ...LIST_FIELDS.map((field) => [field.toLowerCase().replace(/s$/, ''), field] as const),
]);
const NOTHING = /^(?:none|null|nil|n\/a|na|unknown|unclear|not (?:applicable|available|known)|-|–|)\.?$/i;
const IN_LISTS = new Set<string>(LIST_FIELDS);

/** The field that a key of an answer means, whatever its case and its joints: `on_screen_text`, `On-Screen Text`. */
export function fieldNamed(key: string): FieldName | undefined {
  return BY_LETTERS.get(key.replace(/[^a-zA-Z]/g, '').toLowerCase());
}

/**
 * An answer with the field names of the schema, plain one-line texts, lists where lists belong, and nothing in place of
 * words for nothing. Values of a wrong kind and keys that are no field stay, for the schema to refuse.
 */
export function mendFields(answer: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const mended: Record<string, unknown> = {
    ...Object.fromEntries(LIST_FIELDS.map((field) => [field, []])),
    ...Object.fromEntries(TEXT_FIELDS.map((field) => [field, ''])),
  };
  for (const [key, value] of Object.entries(answer)) {
    const field = fieldNamed(key);
    if (field === undefined) mended[key] = value;
    else mended[field] = IN_LISTS.has(field) ? mendList(field, value) : mendText(value);
  }
  return mended;
}

function mendText(value: unknown): unknown {
  if (value === null) return '';
  if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
    return oneLine(value.join(', '));
  return typeof value === 'string' ? oneLine(value) : value;
}

function mendList(field: string, value: unknown): unknown {
  if (value === null) return [];
  // Writing in a picture may hold commas of its own.
  const separator = field === 'onScreenText' ? /\n/ : /[,;\n]/;
  const items: unknown = typeof value === 'string' ? value.split(separator) : value;
  if (!Array.isArray(items) || !items.every((item) => typeof item === 'string')) return items;
  const distinct = new Set(items.map((item) => oneLine(item.replace(/^\s*[-*•]\s+/, ''))));
  distinct.delete('');
  return [...distinct].slice(0, STRUCTURED_LIMITS.entries);
}

/** Long enough to see that a text is too long. */
const LONGEST = 2 * STRUCTURED_LIMITS.summary;

function oneLine(text: string): string {
  const line = safeText(text, LONGEST);
  return NOTHING.test(line) ? '' : line;
}

import type { StructuredDescription } from '../../core/description.js';
import { safeText } from '../safe-text.js';
import { looseJsonObjects } from './loose-json.js';
import { fieldNamed, mendFields } from './mend-fields.js';
import { structuredDescriptionSchema } from './structured-schema.js';

export type ParsedAnswer =
  | { readonly structured: StructuredDescription; readonly fault?: never }
  /** What is wrong with it, for a person or a model to read. */
  | { readonly structured?: never; readonly fault: string };

/** An answer with fewer fields is one to another question. */
const FEWEST_FIELDS = 6;
const FIELD_COUNT = Object.keys(structuredDescriptionSchema.shape).length;
const MOST_FAULTS = 3;
const FAULT_LENGTH = 80;
/** What some models think before they answer ends with this. */
const THOUGHTS_END = '</think>';

/**
 * Reads an answer as `StructuredDescription`. It is read leniently, whatever the endpoint promised, because many accept
 * a schema and do not enforce it: see `looseJsonObjects` and `mendFields`. Unknown fields, texts beyond their limits and
 * a missing summary are faults.
 */
export function parseStructured(answer: string): ParsedAnswer {
  const thoughts = answer.lastIndexOf(THOUGHTS_END);
  const objects = looseJsonObjects(thoughts === -1 ? answer : answer.slice(thoughts + THOUGHTS_END.length));
  const [best] = objects.toSorted((left, right) => countFields(right) - countFields(left));
  if (best === undefined) return { fault: 'it holds no JSON object' };
  const count = countFields(best);
  if (count < FEWEST_FIELDS) return { fault: `it has ${count} of the ${FIELD_COUNT} fields` };
  const checked = structuredDescriptionSchema.safeParse(mendFields(best));
  if (checked.success) return { structured: checked.data };
  const faults = checked.error.issues
    .slice(0, MOST_FAULTS)
    .map(({ path, message }) => safeText([...path.map(String), message].join(': '), FAULT_LENGTH));
  return { fault: faults.join('; ') };
}

function countFields(answer: Readonly<Record<string, unknown>>): number {
  const fields = Object.keys(answer).map(fieldNamed);
  return new Set(fields.filter((field) => field !== undefined)).size;
}

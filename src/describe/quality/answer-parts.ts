import type { Description, StructuredDescription } from '../../core/description.js';
import { structuredDescriptionSchema } from '../structured/structured-schema.js';

/** One text of an answer: a field, or one entry of a list. */
export interface AnswerPart {
  readonly field: keyof StructuredDescription | 'text';
  readonly text: string;
}

/** Everything that the model wrote; the text alone for describers without a schema. */
export function answerParts({ structured, text }: Pick<Description, 'structured' | 'text'>): AnswerPart[] {
  if (structured === undefined) return [{ field: 'text', text }];
  const fields = structuredDescriptionSchema.keyof().options;
  return fields.flatMap((field) => {
    const value = structured[field];
    return (typeof value === 'string' ? [value] : value).map((part) => ({ field, text: part }));
  });
}

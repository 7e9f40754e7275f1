import { z } from 'zod';
import { ProblemError } from '../problem-error.js';

const MAXIMUM_TAGS = 100;
const MAXIMUM_LABELS = 50;
const RESERVED_NAME = '__proto__';

const shortText = z.string().trim().min(1).max(200);

const tags = z
  .string()
  .transform((text) => (text.trimStart().startsWith('[') ? parsed(text) : text.split(',')))
  .pipe(z.array(z.string().trim().max(200), { error: 'expected a list of texts, or one text with commas' }))
  .transform((list) => [...new Set(list.filter((tag) => tag !== ''))])
  .pipe(z.array(z.string()).max(MAXIMUM_TAGS));

const labels = z
  .string()
  .transform(parsed)
  // zod leaves it out unasked.
  .refine(
    (value) => typeof value !== 'object' || value === null || !Object.hasOwn(value, RESERVED_NAME),
    `the name "${RESERVED_NAME}" is reserved`,
  )
  .pipe(
    z.record(
      shortText.refine((name) => !name.includes('='), 'a label name must be without "="'),
      z.union([shortText, z.number(), z.boolean()]),
      { error: (issue) => (issue.code === 'invalid_type' ? 'expected a JSON object of texts' : undefined) },
    ),
  )
  .refine(
    (object) => Object.keys(object).length <= MAXIMUM_LABELS,
    `must have at most ${MAXIMUM_LABELS} names`,
  )
  .transform((object) =>
    Object.fromEntries(Object.entries(object).map(([name, value]) => [name, String(value)])),
  );

const uploadFields = z.object({
  title: z.string().trim().max(500).optional(),
  tags: tags.optional(),
  labels: labels.optional(),
});

/** What somebody says about the file that they send. */
export interface UploadFields {
  readonly title?: string;
  readonly tags?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** @param texts the parts of the body beside the file. @throws ProblemError 400 `invalid-request` with every wrong field */
export function parseUploadFields(texts: Readonly<Record<string, string>>): UploadFields {
  const { success, data, error } = uploadFields.safeParse(texts);
  if (!success) {
    const errors = error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
    const [first] = errors;
    throw new ProblemError({
      status: 400,
      code: 'invalid-request',
      message: `The body is not as expected: ${first?.path} ${first?.message}.`,
      errors,
    });
  }
  const { title, tags: tagList = [], labels: labelMap = {} } = data;
  return {
    ...(title === undefined || title === '' ? {} : { title }),
    ...(tagList.length === 0 ? {} : { tags: tagList }),
    ...(Object.keys(labelMap).length === 0 ? {} : { labels: labelMap }),
  };
}

/** JSON, or the text itself where it is none: the schema that follows refuses it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

import { z } from 'zod';
import { videoId } from '../core/ids.js';
import type { JsonValue, VideoMetadata } from '../core/media.js';

const MAX_ID_CHARACTERS = 512;
/** Deeper values would overflow the stack of whoever writes them out again. */
const MAX_METADATA_DEPTH = 32;
/** Copying an object under this name changes its prototype instead of a field, and zod leaves it out unasked. */
const RESERVED_NAME = '__proto__';

const idText = z
  .union([z.string(), z.number().int()], { error: 'expected text or a whole number' })
  .transform((id) => String(id).trim())
  .pipe(
    z
      .string()
      .min(1, 'must not be empty')
      .max(MAX_ID_CHARACTERS, `must have at most ${MAX_ID_CHARACTERS} characters`),
  );

/** Blank text says nothing, so it is treated like an absent field. */
const optionalText = z
  .string({ error: 'expected text' })
  .nullish()
  .transform((text) => (text == null || text.trim() === '' ? undefined : text.trim()));

const tagList = z
  .union([z.string(), z.array(z.string())], { error: 'expected a list of texts, or one text with commas' })
  .nullish()
  .transform((tags) => (typeof tags === 'string' ? tags.split(',') : (tags ?? [])))
  .transform((tags) => [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))]);

const labelName = z
  .string()
  .refine(
    (name) => name.trim() !== '' && !name.includes('='),
    'a label name must be non-empty and without "="',
  );

const labelMap = z
  .record(
    labelName,
    z
      .union([z.string(), z.number(), z.boolean()], { error: 'expected text, a number or true/false' })
      .nullable(),
    { error: (issue) => (issue.code === 'invalid_key' ? undefined : 'expected an object of label names') },
  )
  .nullish()
  .transform((labels) => Object.entries(labels ?? {}).filter(([, value]) => value !== null))
  .transform((labels) => Object.fromEntries(labels.map(([name, value]) => [name, String(value)])));

const manifestLine = z.object({
  file: z
    .string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'expected text') })
    .refine((file) => file !== '' && !file.includes('\0'), 'must be a file name'),
  id: idText.nullish(),
  title: optionalText,
  tags: tagList,
  description: optionalText,
  labels: labelMap,
  metadata: z
    .record(z.string(), z.custom<JsonValue>(), { error: 'expected an object' })
    .refine((metadata) => isShallow(metadata, MAX_METADATA_DEPTH), {
      error: `must not nest deeper than ${MAX_METADATA_DEPTH} levels`,
    })
    .nullish()
    .transform((metadata) => metadata ?? {}),
});

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

const KNOWN_FIELDS = new Set(Object.keys(manifestLine.shape));

export type ManifestLine =
  | {
      readonly ok: true;
      /** As the line says it; relative to the manifest unless absolute. */
      readonly file: string;
      readonly metadata: VideoMetadata;
      readonly unknownFields: readonly string[];
    }
  | {
      readonly ok: false;
      /** Present when the line says at least which file it is about. */
      readonly file?: string;
      /** Dotted path such as `labels.target`; `line` when it is not a JSON object at all. */
      readonly field: string;
      readonly problem: string;
    };

/** Parses one line `{file, id?, title?, tags?, description?, labels?: {name: value}, metadata?}`. */
export function parseManifestLine(text: string): ManifestLine {
  const json = parseJson(text);
  if (!json.ok) return { ok: false, field: 'line', problem: json.problem };
  const parsed = manifestLine.safeParse(json.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const file = fileOf(json.value);
    return {
      ok: false,
      ...(file === undefined ? {} : { file }),
      field: issue === undefined || issue.path.length === 0 ? 'line' : issue.path.map(String).join('.'),
      problem: issue === undefined ? 'is not valid' : messageOfIssue(issue),
    };
  }
  const { file, id, title, tags, description, labels, metadata } = parsed.data;
  const reserved = reservedField(json.value as object);
  if (reserved !== undefined) {
    return { ok: false, file, field: reserved, problem: `the name "${RESERVED_NAME}" is reserved` };
  }
  return {
    ok: true,
    file,
    metadata: {
      ...(id == null ? {} : { id: videoId(id) }),
      ...(title === undefined ? {} : { title }),
      tags,
      ...(description === undefined ? {} : { description }),
      labels,
      metadata,
    },
    unknownFields: Object.keys(json.value as object).filter((field) => !KNOWN_FIELDS.has(field)),
  };
}

/**
 * Dotted path of the first reserved name among the labels and the metadata of a line that has the right shape,
 * so that nothing nests deeper than the limit.
 */
function reservedField(line: { readonly labels?: unknown; readonly metadata?: unknown }): string | undefined {
  return reservedIn(line.labels, 'labels') ?? reservedIn(line.metadata, 'metadata');
}

function reservedIn(value: unknown, field: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, RESERVED_NAME)) return `${field}.${RESERVED_NAME}`;
  for (const [name, inner] of Object.entries(value)) {
    const found = reservedIn(inner, `${field}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function messageOfIssue(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false; problem: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, problem: `is not JSON (${error.message})` };
  }
}

function fileOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('file' in value)) return undefined;
  return typeof value.file === 'string' ? value.file : undefined;
}

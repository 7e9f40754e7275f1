import { z } from 'zod';
import type { StructuredDescription } from '../../core/description.js';

/** What prompt files call this shape. A change of the fields is a new name and a new prompt file. */
export const STRUCTURED_SCHEMA_NAME = 'video-description.v1';

/** Characters and entries that an answer may have: well above what the prompt asks for, far below what a flood needs. */
export const STRUCTURED_LIMITS = { summary: 1500, text: 400, entry: 300, entries: 24 } as const;

const text = z.string().max(STRUCTURED_LIMITS.text);
const list = z.array(z.string().min(1).max(STRUCTURED_LIMITS.entry)).max(STRUCTURED_LIMITS.entries);

/** The facts that a multimodal model is asked for, in the order in which it is to write them. */
export const structuredDescriptionSchema = z.strictObject({
  summary: z.string().min(1).max(STRUCTURED_LIMITS.summary),
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
}) satisfies z.ZodType<StructuredDescription>;

/** Fields that are lists. */
export const LIST_FIELDS = [
  'themes',
  'characters',
  'scenes',
  'actions',
  'objects',
  'onScreenText',
] as const satisfies readonly (keyof StructuredDescription)[];

/** Fields that are one text. */
export const TEXT_FIELDS = [
  'summary',
  'sound',
  'mood',
  'intent',
  'language',
] as const satisfies readonly (keyof StructuredDescription)[];

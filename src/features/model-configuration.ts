import { z } from 'zod';
import { POOLINGS } from '../inference/encoders/tower-options.js';

/** Letters, digits, `_`, `-` and `.`: an id stands in comma lists and labels such as `clip@1+0f3a…`. */
const EXTRACTOR_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** What a model folder of transformers.js can be read as. */
export const MODEL_KINDS = ['clip', 'image', 'clap', 'text'] as const;
export type ModelKindName = (typeof MODEL_KINDS)[number];

/** An extractor out of a model folder of transformers.js, under an id of its own. */
export const modelConfigurationSchema = z
  .strictObject({
    id: z.string().regex(EXTRACTOR_ID, 'an id is made of letters, digits, "_", "-" and "."'),
    kind: z.enum(MODEL_KINDS),
    /** Raised when the same weights are to be told from what they gave before. */
    version: z.number().int().positive().default(1),
    /** Id on the hub, name of a folder in the weights folder, or path of a folder. */
    model: z.string().min(1),
    /** Commit on the hub, or its beginning: other files are refused. */
    revision: z
      .string()
      .regex(/^[0-9a-f]{7,40}$/, 'a revision is a commit: 7 to 40 hexadecimal digits')
      .optional(),
    /** Number format of the weights, such as `fp16`. Default: of those that are there the one of the smallest loss. */
    dtype: z.string().min(1).optional(),
    /** How a model of kind `image` or `text` becomes one vector for each frame or text. */
    pooling: z.enum(POOLINGS).optional(),
    /** Numbers of a token, where the model's `config.json` does not say. */
    width: z.number().int().positive().optional(),
  })
  .refine(({ kind, pooling }) => pooling === undefined || kind === 'image' || kind === 'text', {
    error: 'only the kinds "image" and "text" have a pooling',
    path: ['pooling'],
  });

export type ModelConfiguration = z.infer<typeof modelConfigurationSchema>;

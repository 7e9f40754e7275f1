import { z } from 'zod';
import { MODALITIES } from '../core/features.js';

/** Letters, digits, `_`, `-` and `.`: an id stands in comma lists and labels such as `mobilenet_v2@1+0f3a…`. */
const EXTRACTOR_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const BYTE_SCALE = 1 / 255;

const pixels = z.number().int().positive();
const channels = z.tuple([z.number(), z.number(), z.number()]);
const positiveChannels = z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]);

/** How a frame becomes numbers: resize (bilinear), centre crop, `(byte · rescale − mean) / std`. */
export const imageInputSchema = z.strictObject({
  kind: z.literal('image'),
  /** Name of the graph's input. */
  name: z.string().min(1),
  /** The shortest edge is brought to so many pixels, the aspect ratio kept; or both edges to a fixed size. */
  resize: z.union([
    z.strictObject({ shortestEdge: pixels }),
    z.strictObject({ width: pixels, height: pixels }),
  ]),
  /** Size of the picture that the model sees, cut from the centre. */
  crop: z.strictObject({ width: pixels, height: pixels }),
  /** Red, green and blue bytes are multiplied by this first. */
  rescale: z.number().positive().default(BYTE_SCALE),
  mean: channels,
  std: positiveChannels,
  /** `nchw`: [batch, 3, height, width]; `nhwc`: [batch, height, width, 3]. */
  layout: z.enum(['nchw', 'nhwc']).default('nchw'),
});

/** How sound becomes numbers: log(mel band magnitude + 0.001) under a periodic Hann window, cut into patches. */
export const logMelInputSchema = z
  .strictObject({
    kind: z.literal('log-mel'),
    name: z.string().min(1),
    sampleRateHz: z.number().int().positive().default(16_000),
    windowSeconds: z.number().positive().default(0.025),
    hopSeconds: z.number().positive().default(0.01),
    bands: z.number().int().positive().default(64),
    lowestHz: z.number().nonnegative().default(125),
    highestHz: z.number().positive().default(7500),
    /** Frames of one patch, and so of one token. */
    patchFrames: z.number().int().positive().default(96),
    /** Frames from the start of a patch to the start of the next. */
    patchHopFrames: z.number().int().positive().default(48),
    /** `nfb`: [batch, frames, bands]; `ncfb`: [batch, 1, frames, bands]. */
    layout: z.enum(['nfb', 'ncfb']).default('nfb'),
  })
  .refine((input) => input.lowestHz < input.highestHz && input.highestHz <= input.sampleRateHz / 2, {
    error: 'lowestHz < highestHz ≤ sampleRateHz / 2 must hold',
  });

/** Everything that decides which numbers a learned extractor gives, beside its weights. */
export const onnxConfigurationSchema = z
  .strictObject({
    id: z.string().regex(EXTRACTOR_ID, 'an id is made of letters, digits, "_", "-" and "."'),
    /** Raised when the same weights are to be read in another way. */
    version: z.number().int().positive(),
    modality: z.enum(MODALITIES),
    /** Model file, relative to the folder of the extractor. */
    file: z
      .string()
      .min(1)
      .refine((file) => !file.startsWith('/') && !file.split(/[/\\]/).includes('..'), {
        error: 'the file lies inside the folder of the extractor',
      })
      .default('model.onnx'),
    input: z.discriminatedUnion('kind', [imageInputSchema, logMelInputSchema]),
    /** Output of the graph whose numbers become the tokens, `width` of them for each item of a batch. */
    output: z.strictObject({ name: z.string().min(1), width: z.number().int().positive() }),
    /** Frames or patches of one call, of several videos perhaps; 1 where the graph takes no more. */
    batchSize: z.number().int().positive().max(256).default(1),
  })
  .refine((each) => (each.input.kind === 'image' ? 'visual' : 'audio') === each.modality, {
    error: 'an "image" input is visual, a "log-mel" input is audio',
    path: ['modality'],
  });

export type ImageInput = z.infer<typeof imageInputSchema>;
export type LogMelInput = z.infer<typeof logMelInputSchema>;
export type OnnxConfiguration = z.infer<typeof onnxConfigurationSchema>;

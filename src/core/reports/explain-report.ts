import { z } from 'zod';

/** A word of the text, and how much this token speaks for it. */
export const wordGain = z.object({
  word: z.string(),
  /** How often it stands in the text. */
  count: z.number().int(),
  /** Nats by which this token makes the word more probable than other tokens do, over all its places. */
  gain: z.number(),
});
export type WordGain = z.infer<typeof wordGain>;

/** `vidtoken explain --json`: what the decoder reads out of one stored token. */
export const explainReport = z.object({
  query: z.object({ id: z.string().nullable(), uri: z.string(), stored: z.boolean() }),
  space: z.object({ id: z.string(), dimension: z.number().int(), metric: z.literal('cosine') }),
  /**
   * True when the video was held out of training; false when it was trained on, or came after the training; null when
   * the model does not say.
   */
  heldOut: z.boolean().nullable(),
  /** The most probable description, word after word, of nothing but the token. */
  readOut: z.string(),
  /** The stored description, which is never an input of the token. */
  description: z.object({ text: z.string(), describer: z.string() }).nullable(),
  /** How well the token fits a text, against tokens of other clips; null when there is no text or no other clip. */
  fit: z
    .object({
      text: z.enum(['description', 'readOut']),
      /** Words with a letter or a digit; the text is cut at the length that the model was trained for. */
      words: z.number().int(),
      /** log p(text | token) ÷ words, in nats; signs and the end of the text are counted in. */
      ownPerWord: z.number(),
      /** The same, mean over other clips' tokens. */
      othersPerWord: z.number(),
      /** Clips whose tokens were asked: those with the smallest content hashes. */
      otherClips: z.number().int(),
      /** 1 when no other token makes the text more probable. */
      rank: z.number().int(),
      /** Words that this token makes more probable, largest gain first. */
      raised: z.array(wordGain),
      /** Words that this token makes less probable, largest loss first. */
      lowered: z.array(wordGain),
    })
    .nullable(),
});
export type ExplainReport = z.infer<typeof explainReport>;

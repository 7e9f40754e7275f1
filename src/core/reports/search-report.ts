import { z } from 'zod';

/** One found video; `score` is cosine similarity for `similar` and `search --semantic`, and BM25 for `search`. */
export const searchHit = z.object({
  id: z.string(),
  uri: z.string(),
  score: z.number(),
  clusterId: z.number().int().nullable(),
  tokenClusterId: z.number().int().nullable(),
  title: z.string().nullable(),
  tags: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  description: z.string().nullable(),
  durationSeconds: z.number().nullable(),
});
export type SearchHitReport = z.infer<typeof searchHit>;

const space = z.object({ id: z.string(), dimension: z.number().int(), metric: z.literal('cosine') });

/** `vidtoken similar --json`; the query and its exact duplicates are never among the hits. */
export const similarReport = z.object({
  query: z.object({ id: z.string().nullable(), uri: z.string(), stored: z.boolean() }),
  space,
  hits: z.array(searchHit),
});
export type SimilarReport = z.infer<typeof similarReport>;

/** `vidtoken search --json`. */
export const textSearchReport = z.object({
  query: z.object({ words: z.string() }),
  /** `words`: full text; `semantic`: the pictures, by the text side of the store's CLIP. */
  mode: z.enum(['words', 'semantic']),
  /** Model that read the words; null for `words`. */
  model: z.string().nullable(),
  hits: z.array(searchHit),
});
export type TextSearchReport = z.infer<typeof textSearchReport>;

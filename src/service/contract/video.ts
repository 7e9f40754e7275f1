import { z } from 'zod';
import { cursor, nextCursor, pageLimit, queryFlag, RESULT_LIMITS, whereText } from './paging.js';

export const videoId = z.string().min(1).max(512).describe('Id of a stored video');

/** What a list shows of a video; unknown is null. */
export const videoSummary = z
  .object({
    id: videoId,
    uri: z.string().describe('Where the file was last seen'),
    title: z.string().nullable(),
    description: z.string().nullable().describe('At most 400 characters in lists'),
    tags: z.array(z.string()),
    labels: z.record(z.string(), z.string()),
    durationSeconds: z.number().nullable(),
    width: z.number().int().nullable().describe('Pixels, upright'),
    height: z.number().int().nullable(),
    hasSound: z.boolean(),
    hasMedia: z.boolean().describe('False for rows that were imported as features'),
    hasToken: z.boolean(),
    clusterId: z.number().int().nullable().describe('Content cluster'),
    tokenClusterId: z.number().int().nullable(),
    createdAt: z.string().describe('ISO 8601'),
  })
  .meta({ id: 'VideoSummary' });
export type VideoSummary = z.infer<typeof videoSummary>;

export const videoDetail = videoSummary
  .extend({
    description: z.string().nullable().describe('Whole text'),
    describer: z.string().nullable(),
    describerModel: z.string().nullable(),
    transcript: z.string().nullable(),
    onScreenText: z.string().nullable(),
    contentHash: z.string().describe('SHA-256 of the bytes'),
    sizeBytes: z.number().int(),
    spaceId: z.string().nullable(),
    container: z.string().nullable(),
    videoCodec: z.string().nullable(),
    audioCodec: z.string().nullable(),
    frameRate: z.number().nullable(),
    measurements: z
      .record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.array(z.string()), z.null()]))
      .describe('What was measured in pictures and sound, by name'),
    metadata: z.record(z.string(), z.unknown()),
    modalities: z.array(z.string()).describe('Modalities with a pooled vector'),
    updatedAt: z.string(),
  })
  .meta({ id: 'VideoDetail' });
export type VideoDetail = z.infer<typeof videoDetail>;

export const videoPath = z.object({ id: videoId });

export const VIDEO_ORDERS = ['id', 'newest', 'oldest', 'longest', 'shortest'] as const;
export const listVideosQuery = z.strictObject({
  limit: pageLimit,
  cursor: cursor.optional(),
  where: whereText.optional(),
  order: z.enum(VIDEO_ORDERS).default('id'),
});
export type ListVideosQuery = z.infer<typeof listVideosQuery>;

export const videoPage = z
  .object({
    videos: z.array(videoSummary),
    total: z.number().int().describe('Videos that match'),
    nextCursor,
  })
  .meta({ id: 'VideoPage' });

/** Why a video was found. */
export const hitReason = z
  .object({
    sharedWords: z.array(z.string()).describe('Distinctive words of both descriptions, best first'),
    modalities: z
      .record(z.string(), z.number())
      .describe('Cosine of the pooled vectors of each modality that both have; empty unless asked for'),
    sameCluster: z.boolean(),
  })
  .meta({ id: 'HitReason' });
export type HitReason = z.infer<typeof hitReason>;

export const searchHit = z
  .object({
    video: videoSummary,
    score: z
      .number()
      .describe('Cosine for vectors, BM25 for words, reciprocal rank sum for hybrid; larger is better'),
    reason: hitReason.nullable(),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof searchHit>;

/** By what was compared: tokens, words, meaning, words and meaning, or pictures. */
export const SEARCH_MODES = ['token', 'words', 'semantic', 'hybrid', 'visual'] as const;

export const hitPage = z
  .object({
    hits: z.array(searchHit),
    nextCursor,
    mode: z.enum(SEARCH_MODES).describe('How was searched'),
    spaceId: z.string().nullable().describe('Embedding space of the compared vectors'),
    exact: z.boolean().describe('Every vector was compared'),
  })
  .meta({ id: 'HitPage' });
export type HitPage = z.infer<typeof hitPage>;

export const diversify = z
  .number()
  .min(0)
  .max(1)
  .describe('Maximal marginal relevance: 0 ranks by similarity alone, 1 by novelty alone');

export const similarQuery = z.strictObject({
  k: z.coerce.number().int().min(1).max(RESULT_LIMITS.most).default(RESULT_LIMITS.default),
  cursor: cursor.optional(),
  where: whereText.optional(),
  diversify: z.coerce.number().pipe(diversify).default(0),
  exact: queryFlag,
  explain: queryFlag.describe('Fill `reason` of each hit'),
});
export type SimilarQuery = z.infer<typeof similarQuery>;

export const facets = z
  .object({
    videos: z.number().int(),
    tags: z
      .array(z.object({ value: z.string(), videos: z.number().int() }))
      .describe('Most frequent first, at most 200'),
    labels: z
      .record(z.string(), z.array(z.object({ value: z.string(), videos: z.number().int() })))
      .describe('Values of each label, most frequent first, at most 100 each'),
    clusters: z.array(z.object({ id: z.number().int(), videos: z.number().int() })),
    tokenClusters: z.array(z.object({ id: z.number().int(), videos: z.number().int() })),
    durationSeconds: z.object({ least: z.number(), most: z.number() }).nullable(),
  })
  .meta({ id: 'Facets' });
export type Facets = z.infer<typeof facets>;

/** What the decoder reads out of a token. */
export const explanation = z
  .object({
    readOut: z.string(),
    description: z.string().nullable(),
    heldOut: z
      .boolean()
      .nullable()
      .describe('The model was not trained on this content; null when it is not known'),
    fit: z
      .object({
        of: z.enum(['description', 'readOut']),
        logLikelihood: z.number().describe('Nats a word from this token'),
        othersLogLikelihood: z.number().describe('Mean from the tokens of other clips'),
        rank: z.number().int().describe('1: this token explains the text better than all others'),
        compared: z.number().int(),
        raised: z.array(z.object({ word: z.string(), gain: z.number() })),
        lowered: z.array(z.object({ word: z.string(), gain: z.number() })),
      })
      .nullable(),
  })
  .meta({ id: 'Explanation' });
export type Explanation = z.infer<typeof explanation>;

export const deletedVideo = z
  .object({ id: videoId, fileDeleted: z.boolean().describe('True for uploads: the service owns their file') })
  .meta({ id: 'DeletedVideo' });

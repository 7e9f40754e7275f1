import { z } from 'zod';
import { RESULT_LIMITS } from './paging.js';
import { searchHit, videoId } from './video.js';

const userId = z.string().min(1).max(256);
const watchSeconds = z.number().min(0).max(86_400);

export const RECOMMEND_MODELS = ['auto', 'dreamumm', 'candidate-dreamumm'] as const;

export const recommendRequest = z
  .strictObject({
    userId: userId.optional().describe('A user with stored interactions'),
    history: z
      .array(z.strictObject({ videoId, watchSeconds, at: z.iso.datetime({ offset: true }).optional() }))
      .max(5000)
      .optional()
      .describe('What somebody watched, oldest first, instead of a stored user'),
    model: z
      .string()
      .max(64)
      .default('dreamumm')
      .describe(
        '`dreamumm`, `candidate-dreamumm`, `auto` (Algorithm 1 decides), or a trained recommender for a userId',
      ),
    k: z.number().int().min(1).max(RESULT_LIMITS.most).default(RESULT_LIMITS.default),
    candidates: z.array(videoId).min(1).max(20_000).optional().describe('Only these may come back'),
    policy: z
      .strictObject({
        includeSeen: z.boolean().default(false),
        popularityWeight: z.number().min(0).max(100).default(0),
        diversify: z.number().min(0).max(1).default(0),
      })
      .default({ includeSeen: false, popularityWeight: 0, diversify: 0 }),
    seed: z.number().int().min(0).max(0xffff_ffff).default(1).describe('Order of equal scores'),
  })
  .refine(({ userId: user, history }) => (user === undefined) !== (history === undefined), {
    error: 'give exactly one of userId and history',
  })
  .meta({ id: 'RecommendRequest' });
export type RecommendRequest = z.infer<typeof recommendRequest>;

export const recommendation = z
  .object({
    hits: z.array(searchHit.extend({ reasons: z.array(z.string()).describe('Sentences') })),
    model: z.string(),
    branch: z.string().describe('dreamumm, candidate-dreamumm, other-scores, or factors'),
    branchReason: z.string(),
    spaceId: z.string(),
    historyLength: z.number().int(),
    user: z
      .object({
        position: z
          .object({ x: z.number(), y: z.number() })
          .nullable()
          .describe('Of the user vector on the map'),
        vectorNorm: z
          .number()
          .nullable()
          .describe('‖Σ wᵢxᵢ‖ / Σ wᵢ before normalisation: 1 when all watches agree'),
        newestWeight: z
          .number()
          .nullable()
          .describe(
            'wᵢ of the newest watch (DreamUMM, eq. 4), 0…1: 0 for a video without a token; null without a watch',
          ),
      })
      .nullable(),
  })
  .meta({ id: 'Recommendation' });
export type RecommendationAnswer = z.infer<typeof recommendation>;

export const interactionEvent = z
  .strictObject({
    eventId: z.string().min(1).max(128).describe('Chosen by the sender; the same id counts once'),
    userId,
    videoId,
    watchSeconds: watchSeconds.optional(),
    rating: z.number().min(-1000).max(1000).optional(),
    at: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('When it happened; the time of arrival when absent'),
  })
  .meta({ id: 'InteractionEvent' });
export type InteractionEvent = z.infer<typeof interactionEvent>;

export const interactionsRequest = z
  .strictObject({ events: z.array(interactionEvent).min(1).max(1000) })
  .meta({ id: 'InteractionsRequest' });

export const interactionsAnswer = z
  .object({
    accepted: z.number().int().describe('New and durable'),
    known: z.number().int().describe('Arrived before'),
    rejected: z.array(z.object({ eventId: z.string(), code: z.string(), reason: z.string() })),
  })
  .meta({ id: 'InteractionsAnswer' });
export type InteractionsAnswer = z.infer<typeof interactionsAnswer>;

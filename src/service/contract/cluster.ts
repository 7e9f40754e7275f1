import { z } from 'zod';
import { cursor, nextCursor, pageLimit } from './paging.js';
import { videoSummary } from './video.js';

export const CLUSTER_KINDS = ['content', 'token'] as const;

const clusterKind = z
  .enum(CLUSTER_KINDS)
  .default('content')
  .describe('Modality vectors (M3CSR, 4.2) or tokens');
export const clustersQuery = z.strictObject({ kind: clusterKind });
export const clusterQuery = z.strictObject({
  kind: clusterKind,
  limit: pageLimit,
  cursor: cursor.optional(),
});
export const clusterPath = z.object({ id: z.coerce.number().int().min(0).max(1_000_000) });

export const clusterSummary = z
  .object({
    id: z.number().int(),
    kind: z.enum(CLUSTER_KINDS),
    label: z.string().describe('Distinctive words of its descriptions; `cluster <id>` where there are none'),
    words: z.array(z.object({ word: z.string(), score: z.number() })),
    videos: z.number().int(),
    exemplarIds: z.array(z.string()).describe('Nearest to the centre, best first'),
  })
  .meta({ id: 'ClusterSummary' });
export type ClusterSummary = z.infer<typeof clusterSummary>;

export const clusterList = z
  .object({
    kind: z.enum(CLUSTER_KINDS),
    version: z.number().int().nullable().describe('Raised with each fit; null without clusters'),
    space: z.string().nullable(),
    clusters: z.array(clusterSummary),
  })
  .meta({ id: 'ClusterList' });

export const clusterDetail = clusterSummary
  .extend({ exemplars: z.array(videoSummary), members: z.array(videoSummary), nextCursor })
  .meta({ id: 'ClusterDetail' });

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ClusterSummary } from '../contract/cluster.js';
import { operations } from '../contract/operations.js';
import { readCursor, writeCursor } from '../cursor.js';
import type { KnownCluster } from '../knowledge/cluster-scan.js';
import { storeKnowledge } from '../knowledge/store-knowledge.js';
import { ProblemError } from '../problem-error.js';
import { addRoute } from '../route.js';
import type { Service } from '../service.js';

const SCORE_DIGITS = 2;

/** `GET /v1/clusters`, `GET /v1/clusters/{id}` */
export function addClusterRoutes(app: FastifyInstance, { library }: Service): void {
  addRoute(app, operations.listClusters, async ({ query: { kind } }) => {
    const { version, space, clusters } = (await storeKnowledge(library)).clusters[kind];
    return { kind, version, space, clusters: [...clusters.values()].map((each) => summaryOf(each, kind)) };
  });
  addRoute(app, operations.getCluster, async ({ params: { id }, query }) => {
    const { kind, limit, cursor } = query;
    const cluster = (await storeKnowledge(library)).clusters[kind].clusters.get(id);
    if (cluster === undefined) throw noSuchCluster(id, kind);
    const request = { operation: 'getCluster', parameters: { id, kind, limit } };
    const after = cursor === undefined ? undefined : readCursor(request, { cursor, place: z.string() });
    const { memberIds } = cluster;
    const start = after === undefined ? 0 : memberIds.findIndex((member) => member > after);
    const page = start === -1 ? [] : memberIds.slice(start, start + limit);
    const last = page.at(-1);
    const isLast = last === undefined || start + limit >= memberIds.length;
    return {
      ...summaryOf(cluster, kind),
      exemplars: await library.summaries(cluster.exemplarIds),
      members: await library.summaries(page),
      nextCursor: isLast ? null : writeCursor(request, last),
    };
  });
}

function summaryOf(cluster: KnownCluster, kind: ClusterSummary['kind']): ClusterSummary {
  const { id, label, words, memberIds, exemplarIds } = cluster;
  return {
    id,
    kind,
    label,
    words: words.map(({ word, score }) => ({ word, score: Number(score.toFixed(SCORE_DIGITS)) })),
    videos: memberIds.length,
    exemplarIds: [...exemplarIds],
  };
}

function noSuchCluster(id: number, kind: string): ProblemError {
  return new ProblemError({
    status: 404,
    code: 'no-such-cluster',
    message: `There is no ${kind} cluster ${id}.`,
    hint: `GET /v1/clusters?kind=${kind} lists them.`,
  });
}

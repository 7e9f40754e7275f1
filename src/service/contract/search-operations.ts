import { embedding } from './embed.js';
import type { Operation } from './operation.js';
import { interactionsAnswer, interactionsRequest, recommendation, recommendRequest } from './recommend.js';
import { searchRequest } from './search.js';
import { hitPage, similarQuery, videoPath } from './video.js';

/** Finding, embedding and recommending. */
export const searchOperations = {
  search: {
    id: 'search',
    method: 'POST',
    path: '/v1/search',
    tag: 'search',
    summary: 'Find videos by a stored video, words, a vector or a picture',
    scope: 'read',
    body: searchRequest,
    status: 200,
    answer: hitPage,
    errors: [404, 409, 413, 415, 422],
  },
  similarVideos: {
    id: 'similarVideos',
    method: 'GET',
    path: '/v1/videos/{id}/similar',
    tag: 'search',
    summary: 'The videos nearest to one by cosine of their tokens; itself and its exact copies are left out',
    scope: 'read',
    params: videoPath,
    query: similarQuery,
    status: 200,
    answer: hitPage,
    errors: [404, 409],
  },
  embedFile: {
    id: 'embedFile',
    method: 'POST',
    path: '/v1/embed',
    tag: 'embed',
    summary: 'Vector, read-out and cluster of a file; stored nowhere',
    scope: 'write',
    multipart: { file: 'file', fields: ['title', 'tags'] },
    status: 200,
    answer: embedding,
    errors: [409, 413, 415, 422],
  },
  recommend: {
    id: 'recommend',
    method: 'POST',
    path: '/v1/recommend',
    tag: 'recommend',
    summary: 'Videos for a user, or for a history with watch times (DreamUMM, Algorithm 1)',
    scope: 'read',
    body: recommendRequest,
    status: 200,
    answer: recommendation,
    errors: [404, 409, 413, 415],
  },
  addInteractions: {
    id: 'addInteractions',
    method: 'POST',
    path: '/v1/interactions',
    tag: 'recommend',
    summary: 'What users watched; durable when it answers, and known to the next recommendation',
    scope: 'write',
    body: interactionsRequest,
    status: 200,
    answer: interactionsAnswer,
    errors: [413, 415],
  },
} as const satisfies Readonly<Record<string, Operation>>;

import type { Watch } from '../../../models/dreamumm/watch.js';
import type { WatchHistory } from '../../../pipelines/recommend/history.js';
import { watchOf } from '../../../pipelines/recommend/positive-rules.js';
import { type VideoId, videoId } from '../../core/ids.js';
import type { RecommendRequest } from '../contract/recommend.js';
import { ProblemError } from '../problem-error.js';
import type { Service } from '../service.js';

/** The newest watches say what matters now, and a request stays quick for somebody who has watched for years. */
const WATCHES = 2000;
/** Unknown ids that an error names at most. */
const NAMED = 10;

/** What the user of a request watched, with the tokens. @throws ProblemError `no-such-video` for inline videos that are unknown */
export async function requestHistory(
  service: Pick<Service, 'library' | 'feedback'>,
  { userId, history = [] }: RecommendRequest,
): Promise<WatchHistory> {
  if (userId === undefined) return withTokens(service, await inlineWatches(service, history));
  const events = await service.feedback.history(userId);
  const watches = events.map(watchOf).filter((watch) => watch !== undefined);
  return withTokens(service, watches, events.length - watches.length);
}

async function withTokens(
  { library }: Pick<Service, 'library'>,
  watches: readonly Watch[],
  withoutWatchTime = 0,
): Promise<WatchHistory> {
  const newest = watches.slice(-WATCHES);
  const tokens = await library.tokens([...new Set(newest.map(({ itemId }) => itemId))]);
  return { watches: newest, tokens, withoutWatchTime };
}

async function inlineWatches(
  { library }: Pick<Service, 'library'>,
  given: NonNullable<RecommendRequest['history']>,
): Promise<Watch[]> {
  const ids = [...new Set(given.map((watch) => videoId(watch.videoId)))];
  const durations = new Map<VideoId, number | null>();
  for (const { id, durationSeconds } of await library.summaries(ids)) {
    durations.set(videoId(id), durationSeconds);
  }
  const unknown = ids.filter((id) => !durations.has(id));
  if (unknown.length > 0) throw unknownVideos(unknown);
  return given.map(({ watchSeconds, at, ...watch }): Watch => {
    const itemId = videoId(watch.videoId);
    const durationSeconds = durations.get(itemId) ?? undefined;
    return {
      itemId,
      watchSeconds,
      ...(durationSeconds === undefined ? {} : { durationSeconds }),
      ...(at === undefined ? {} : { atMs: Date.parse(at) }),
    };
  });
}

function unknownVideos(ids: readonly VideoId[]): ProblemError {
  const others = ids.length > NAMED ? ` and ${ids.length - NAMED} others` : '';
  const names = ids.slice(0, NAMED).map((id) => `"${id}"`);
  return new ProblemError({
    status: 404,
    code: 'no-such-video',
    message: `The history names videos that are not stored: ${names.join(', ')}${others}.`,
    hint: 'Leave them out, or add them with POST /v1/videos.',
  });
}

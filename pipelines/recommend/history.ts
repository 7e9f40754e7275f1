import type { Watch } from '../../models/dreamumm/watch.js';
import { inChunks } from '../../src/core/async/in-chunks.js';
import type { VideoTokenModel } from '../../src/core/embedding.js';
import { VidtokenError } from '../../src/core/errors.js';
import { type VideoId, videoId } from '../../src/core/ids.js';
import type { VideoStore } from '../../src/core/store.js';
import type { PipelineContext } from '../context.js';
import { findQuery } from '../stages/find-query.js';
import { watchOf } from './positive-rules.js';

/** One entry of a history that was given by hand. */
export interface GivenWatch {
  /** Id of a stored video, or path of any video file. */
  readonly target: string;
  readonly watchSeconds: number;
}

/** What a user watched, with the tokens of the videos. */
export interface WatchHistory {
  /** Oldest first. */
  readonly watches: readonly Watch[];
  readonly tokens: ReadonlyMap<VideoId, Float32Array>;
  /** Stored events without a watch time: they say nothing about how long. */
  readonly withoutWatchTime: number;
}

const ROWS_PER_LOOKUP = 512;

/** The stored watches of a user. @throws VidtokenError `no-such-user` when there are no events at all */
export async function storedHistory(store: VideoStore, userId: string): Promise<WatchHistory> {
  const events = await store.interactions.byUser(userId);
  if (events.length === 0) {
    throw new VidtokenError({
      code: 'no-such-user',
      message: `User "${userId}" has no stored interactions.`,
      hint: 'Give a history instead: vidtoken recommend --model dreamumm --history <id|file>:<seconds>s,…',
      facts: { userId },
    });
  }
  const watches = events.map(watchOf).filter((watch) => watch !== undefined);
  const tokens = new Map<VideoId, Float32Array>();
  const ids = [...new Set(watches.map(({ itemId }) => itemId))];
  for await (const chunk of inChunks(ids, ROWS_PER_LOOKUP)) {
    for (const { id, token } of await store.videos.get(chunk)) {
      if (token !== undefined) tokens.set(id, token);
    }
  }
  return { watches, tokens, withoutWatchTime: events.length - watches.length };
}

/**
 * A history of stored videos and of files; a file that is not in the store is embedded on the fly and stored nowhere.
 * @throws VidtokenError `no-such-video`, `no-model`; InputError of a file
 */
export async function givenHistory(options: {
  readonly context: PipelineContext;
  readonly store: VideoStore;
  readonly given: readonly GivenWatch[];
  /** Lends the model for embedding a file. */
  readonly withModel: <Result>(work: (model: VideoTokenModel) => Promise<Result>) => Promise<Result>;
}): Promise<WatchHistory> {
  const { context, store, given, withModel } = options;
  const watches: Watch[] = [];
  const tokens = new Map<VideoId, Float32Array>();
  for (const { target, watchSeconds } of given) {
    const { token, report, record } = await findQuery({ context, store, target, withModel });
    const itemId = videoId(report.id ?? report.uri);
    const durationSeconds = record?.info?.durationSeconds;
    watches.push({ itemId, watchSeconds, ...(durationSeconds === undefined ? {} : { durationSeconds }) });
    tokens.set(itemId, token);
  }
  return { watches, tokens, withoutWatchTime: 0 };
}

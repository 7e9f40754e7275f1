import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ProblemError, type Recommendation } from '../../../client/index.js';
import { client } from '../../client.js';
import { nameOf } from '../../format.js';
import { createEventSender } from './event-sender.js';
import { type FeedClip, feedClips } from './feed-clip.js';
import { createFeedQueue, type FeedQueue } from './feed-queue.js';
import { browserId } from './random-id.js';
import { growTrail, type MapPlace } from './trail.js';
import type { Watched } from './watched.js';

/** What the feed shows, apart from the player. */
export interface Feed {
  readonly queue: FeedQueue<FeedClip>;
  readonly answer: Recommendation | undefined;
  readonly trail: readonly MapPlace[];
  readonly lastWatch: Watched | undefined;
  readonly error: unknown;
  readonly isLoading: boolean;
  /** Nothing is left that was not shown. */
  readonly isAtEnd: boolean;
  /** Leaves the current clip after so many watched seconds. */
  go(direction: 'next' | 'previous', watchedSeconds: number): void;
  /** The page goes away: sends what was watched of the current clip. */
  leave(watchedSeconds: number): void;
  retry(): void;
}

/** Clips asked for at a time: few, so that the next ones come from the newest user vector. */
const CLIPS = 4;
const MOST_CLIPS = 200;
/** Less than this was not a watch. */
const LEAST_SECONDS = 0.1;
const TRAIL = 40;

/** Outlives the view: an event that could not be sent goes out while somebody looks at another one. */
const events = createEventSender({
  send: (batch, { keepalive }) => client.addInteractions({ body: { events: batch } }, { keepalive }),
  later: (work, milliseconds) => setTimeout(work, milliseconds),
  isFinal: (error) => error instanceof ProblemError && error.status >= 400 && error.status < 429,
});

export function useFeed(userId: string): Feed {
  const [queue, setQueue] = useState(() => createFeedQueue<FeedClip>());
  const [answer, setAnswer] = useState<Recommendation | undefined>(undefined);
  const [trail, setTrail] = useState<readonly MapPlace[]>([]);
  const [lastWatch, setLastWatch] = useState<Watched | undefined>(undefined);
  const [error, setError] = useState<unknown>(undefined);
  const [isLoading, setLoading] = useState(true);
  const newest = useRef(queue);
  const unrecorded = useRef(new Set<string>());
  const titles = useRef(new Map<string, string>());
  const asked = useRef<AbortController | undefined>(undefined);

  const show = useCallback((next: FeedQueue<FeedClip>) => {
    newest.current = next;
    setQueue(next);
  }, []);
  const refresh = useCallback(() => {
    asked.current?.abort();
    const abort = new AbortController();
    asked.current = abort;
    setLoading(true);
    const k = Math.min(CLIPS + unrecorded.current.size, MOST_CLIPS);
    const body = { userId, k, seed: seedOf(userId) };
    client.recommend({ body }, { signal: abort.signal }).then(
      (found) => {
        if (abort.signal.aborted) return;
        setAnswer(found);
        const weight = events.waiting.length === 0 ? found.user?.newestWeight : null;
        if (weight !== undefined && weight !== null) setLastWatch((watch) => watch && { ...watch, weight });
        setTrail((before) => growTrail(before, found.user?.position, TRAIL));
        setError(undefined);
        setLoading(false);
        show(newest.current.offer(feedClips(found, (id) => titles.current.get(id))));
      },
      (reason: unknown) => {
        if (abort.signal.aborted) return;
        setError(reason);
        setLoading(false);
      },
    );
  }, [userId]);

  useEffect(() => {
    unrecorded.current.clear();
    show(createFeedQueue<FeedClip>());
    setTrail([]);
    setAnswer(undefined);
    setLastWatch(undefined);
    refresh();
    return () => asked.current?.abort();
  }, [userId]);

  /** Takes note of a watch; undefined when there was none. */
  const record = (clip: FeedClip, watchedSeconds: number): Promise<void> | undefined => {
    if (watchedSeconds < LEAST_SECONDS) {
      unrecorded.current.add(clip.id);
      return undefined;
    }
    unrecorded.current.delete(clip.id);
    titles.current.set(clip.id, nameOf(clip.video));
    const { durationSeconds } = clip.video;
    setLastWatch({ title: nameOf(clip.video), watchedSeconds, durationSeconds });
    return events.add({
      eventId: browserId(),
      userId,
      videoId: clip.id,
      watchSeconds: Math.round(watchedSeconds * 1000) / 1000,
      at: new Date().toISOString(),
    });
  };

  return {
    queue,
    answer,
    trail,
    lastWatch,
    error,
    isLoading,
    isAtEnd: !isLoading && error === undefined && queue.upcoming.length === 0,
    go: (direction, watchedSeconds) => {
      const { current } = newest.current;
      const moved = direction === 'next' ? newest.current.next() : newest.current.previous();
      if (current === undefined || moved.current === current) return;
      const sent = record(current, watchedSeconds);
      show(moved);
      if (sent === undefined) refresh();
      else void sent.then(refresh);
    },
    leave: (watchedSeconds) => {
      const { current } = newest.current;
      if (current === undefined) return;
      void record(current, watchedSeconds);
      void events.flush();
    },
    retry: refresh,
  };
}

/** Users of whom nothing is known do not all see the same clips first. */
function seedOf(userId: string): number {
  let seed = 0;
  for (const character of userId) seed = (Math.imul(seed, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return seed;
}

/** One watch, as `POST /v1/interactions` takes it. */
export interface WatchEvent {
  readonly eventId: string;
  readonly userId: string;
  readonly videoId: string;
  readonly watchSeconds: number;
  /** ISO 8601. */
  readonly at: string;
}

export interface EventSender {
  /** Takes an event and sends what waits. Resolves when nothing waits any more, or when sending has failed for now. */
  add(event: WatchEvent): Promise<void>;
  /** Sends what waits at once, in a way that outlives the page. */
  flush(): Promise<void>;
  /** Events that the service has not confirmed. */
  readonly waiting: readonly WatchEvent[];
}

/** The service takes at most 1,000; a request that outlives the page at most 64 kB. */
const BATCH_EVENTS = 100;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 60_000;

/**
 * Keeps events until the service has them. What fails is sent again with the same ids – the service counts each once –
 * after 1 s, 2 s, 4 s … up to a minute, or with the next event. `isFinal` says of an error that trying again is no use:
 * the batch is dropped, because it would hold up all others for ever.
 */
export function createEventSender({
  send,
  later,
  isFinal,
}: {
  readonly send: (events: readonly WatchEvent[], how: { readonly keepalive: boolean }) => Promise<unknown>;
  readonly later: (work: () => void, milliseconds: number) => void;
  readonly isFinal: (error: unknown) => boolean;
}): EventSender {
  let waiting: readonly WatchEvent[] = [];
  let running: Promise<void> | undefined;
  let retryMs = FIRST_RETRY_MS;

  const drop = (batch: readonly WatchEvent[]): void => {
    const gone = new Set(batch.map(({ eventId }) => eventId));
    waiting = waiting.filter(({ eventId }) => !gone.has(eventId));
  };
  /** Ends in the same step in which it finds nothing left, so that no event falls between two rounds. */
  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH_EVENTS);
      try {
        await send(batch, { keepalive: false });
        retryMs = FIRST_RETRY_MS;
        drop(batch);
      } catch (error) {
        if (isFinal(error)) {
          drop(batch);
          continue;
        }
        later(() => void start(), retryMs);
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
        break;
      }
    }
    running = undefined;
  };
  const start = (): Promise<void> => {
    if (waiting.length === 0) return Promise.resolve();
    running ??= work();
    return running;
  };

  return {
    get waiting() {
      return waiting;
    },
    add: async (event) => {
      if (waiting.some(({ eventId }) => eventId === event.eventId)) return;
      waiting = [...waiting, event];
      await start();
    },
    flush: async () => {
      const batch = waiting.slice(-BATCH_EVENTS);
      if (batch.length === 0) return;
      try {
        await send(batch, { keepalive: true });
        drop(batch);
      } catch (error) {
        if (isFinal(error)) drop(batch);
      }
    },
  };
}

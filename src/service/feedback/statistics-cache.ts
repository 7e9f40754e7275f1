import {
  type InteractionStatistics,
  interactionStatistics,
} from '../../../pipelines/recommend/interaction-statistics.js';
import { messageOf } from '../../core/errors.js';
import type { VideoId } from '../../core/ids.js';
import type { InteractionRecord } from '../../core/recommend.js';
import type { Logger } from '../../core/runtime.js';
import type { VideoLibrary } from '../library/video-library.js';

/** Statistics of the stored events that are read in one pass and then kept up to date. */
export interface StatisticsCache {
  /**
   * The first call reads all events. When others have written meanwhile, the known figures are given once more and new
   * ones are read behind the request.
   */
  get(): Promise<InteractionStatistics>;
  /** Runs a write of this process, after which the events it moved are in the table. No reading goes on beside it. */
  during(write: () => Promise<MovedEvents>): Promise<void>;
  /** Resolves when nothing is read behind a request any more. */
  idle(): Promise<void>;
}

export interface MovedEvents {
  readonly records: readonly InteractionRecord[];
  /** Events in the table before and after. */
  readonly before: number;
  readonly after: number;
  /** Called in the same turn in which the statistics take the events over. */
  readonly onCounted: () => void;
}

/** A table that has grown by this share since the thresholds were fitted deserves new ones. */
const GROWTH_WORTH_A_FIT = 0.1;

export function createStatisticsCache({
  library,
  logger,
}: {
  readonly library: Pick<VideoLibrary, 'read'>;
  readonly logger: Logger;
}): StatisticsCache {
  let known: InteractionStatistics | undefined;
  let fittedOn = 0;
  let isWriting = false;
  let reading: Promise<InteractionStatistics> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work);
    // The queue goes on after a failed call; the failure itself belongs to its caller.
    last = turn.catch(() => undefined);
    return turn;
  };
  const readAnew = (): Promise<InteractionStatistics> => {
    reading ??= inTurn(async () => {
      known = await library.read(interactionStatistics);
      fittedOn = known.events;
      return known;
    }).finally(() => {
      reading = undefined;
    });
    return reading;
  };
  return {
    async get() {
      if (known === undefined) return readAnew();
      if (isWriting || reading !== undefined) return known;
      const current = known;
      const events = await library.read((store) => store.interactions.count());
      const isCurrent = events === current.events && events <= (1 + GROWTH_WORTH_A_FIT) * fittedOn;
      if (isWriting || isCurrent) return known;
      readAnew().catch((error: unknown) => {
        logger.warn({ reason: messageOf(error) }, 'the statistics of the interactions could not be read');
      });
      return known;
    },
    during: (write) =>
      inTurn(async () => {
        isWriting = true;
        try {
          const { records, before, after, onCounted } = await write();
          const isWhole = known?.events === before && after === before + records.length;
          known = isWhole ? withEvents(known, records) : undefined;
          onCounted();
        } finally {
          isWriting = false;
        }
      }),
    async idle() {
      await last;
    },
  };
}

function withEvents(
  known: InteractionStatistics | undefined,
  records: readonly InteractionRecord[],
): InteractionStatistics | undefined {
  if (known === undefined) return undefined;
  const popularity = new Map<VideoId, number>(known.popularity);
  for (const { itemId } of records) popularity.set(itemId, (popularity.get(itemId) ?? 0) + 1);
  return { ...known, events: known.events + records.length, popularity };
}

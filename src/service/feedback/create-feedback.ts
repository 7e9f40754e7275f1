import { join } from 'node:path';
import type { PipelineContext } from '../../../pipelines/context.js';
import { withWritableStore } from '../../../pipelines/stages/open-for-reading.js';
import { messageOf, VidtokenError } from '../../core/errors.js';
import type { InteractionRecord } from '../../core/recommend.js';
import type { InteractionEvent, InteractionsAnswer } from '../contract/recommend.js';
import type { JobQueue } from '../jobs/job-queue.js';
import type { VideoLibrary } from '../library/video-library.js';
import { checkEvents } from './check-events.js';
import type { Feedback } from './feedback.js';
import { openJournal } from './journal.js';
import { type Later, unreferencedLater } from './later.js';
import { createStatisticsCache } from './statistics-cache.js';

export interface FeedbackOptions {
  readonly context: PipelineContext;
  readonly library: Pick<VideoLibrary, 'summaries' | 'read'>;
  readonly jobs: Pick<JobQueue, 'exclusively'>;
  /** Default: the timer of the process, which does not keep it alive. */
  readonly later?: Later;
}

/** So long events gather for one commit, unless there are many. */
const GATHER_MS = 10_000;
const MANY_EVENTS = 2000;
/** First wait after a commit that was not possible; doubled each time up to the longest. */
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;
/** Commits after which the fragments of the tables are merged. */
const COMMITS_PER_MAINTENANCE = 30;

/** Opens `<data>/service/feedback.jsonl` and takes up what the last process left in it. */
export async function createFeedback(options: FeedbackOptions): Promise<Feedback> {
  const { context, library, jobs, later = unreferencedLater } = options;
  const { logger, dataFolder } = context;
  const journal = await openJournal({ path: join(dataFolder, 'service', 'feedback.jsonl'), logger });
  const statistics = createStatisticsCache({ library, logger });
  /** Keys that are being written now; resolves when they are safe. */
  const underway = new Map<string, Promise<void>>();
  let retryMs = FIRST_RETRY_MS;
  let commits = 0;
  const closing = new AbortController();
  let timer: { readonly dueMs: number; readonly cancel: () => void } | undefined;
  let flushing: Promise<void> | undefined;

  // Killed between the commit and the compaction: these are in the table already.
  const moved = await knownInTable(journal.records.keys()).catch(noneWithoutStore);
  if (moved.size > 0) await journal.remove(({ key }) => moved.has(key));

  async function knownInTable(keys: Iterable<string>): Promise<ReadonlySet<string>> {
    const wanted = [...keys];
    if (wanted.length === 0) return new Set();
    return library.read((store) => store.interactions.knownKeys(wanted));
  }

  function schedule(ms: number): void {
    if (closing.signal.aborted || journal.records.size === 0) return;
    const dueMs = context.clock() + ms;
    if (timer !== undefined && timer.dueMs <= dueMs) return;
    timer?.cancel();
    const cancel = later(ms, () => {
      timer = undefined;
      flush().catch((error: unknown) => {
        logger.warn(
          { reason: messageOf(error), waiting: journal.records.size },
          'feedback waits in its journal',
        );
      });
    });
    timer = { dueMs, cancel };
  }

  async function moveToTable(): Promise<void> {
    const records = [...journal.records.values()];
    if (records.length === 0) return;
    const done = new Set(records.map(({ key }) => key));
    await statistics.during(() =>
      withWritableStore({ context, command: 'serve' }, async (store) => {
        const ids = [...new Set(records.map(({ itemId }) => itemId))];
        const present = await store.videos.identitiesById(ids);
        // A video that was deleted meanwhile takes its events with it.
        const kept = records.filter(({ itemId }) => present.has(itemId));
        const before = await store.interactions.count();
        await store.interactions.upsert(kept);
        const after = await store.interactions.count();
        commits += 1;
        if (commits % COMMITS_PER_MAINTENANCE === 0) await store.videos.maintain();
        return { records: kept, before, after, onCounted: () => settled(done) };
      }),
    );
    await journal.remove(({ key }) => done.has(key));
    inTable.clear();
  }

  /** In the table, still in the journal file: counted there and not here. */
  const inTable = new Set<string>();
  function settled(keys: ReadonlySet<string>): void {
    for (const key of keys) inTable.add(key);
  }
  function* waiting(): Generator<InteractionRecord> {
    for (const record of journal.records.values()) if (!inTable.has(record.key)) yield record;
  }

  async function attempt(exclusively: (work: () => Promise<void>) => Promise<void>): Promise<void> {
    timer?.cancel();
    timer = undefined;
    try {
      await exclusively(moveToTable);
      retryMs = FIRST_RETRY_MS;
      schedule(GATHER_MS);
    } catch (error) {
      schedule(retryMs);
      retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS);
      if (!(error instanceof VidtokenError) || error.code !== 'store-locked') throw error;
      logger.debug(
        { waiting: journal.records.size },
        'another process writes: feedback waits in its journal',
      );
    }
  }

  function flush(): Promise<void> {
    flushing ??= attempt((work) => jobs.exclusively(work, { signal: closing.signal })).finally(() => {
      flushing = undefined;
    });
    return flushing;
  }

  async function add(events: readonly InteractionEvent[]): Promise<InteractionsAnswer> {
    const { records, rejected, repeated } = await checkEvents({ events, library, nowMs: context.clock() });
    // Looked up before and after: meanwhile an event can move from the journal to the table.
    const waitedBefore = new Set(records.flatMap(({ key }) => (journal.records.has(key) ? [key] : [])));
    const stored = await knownInTable(records.map(({ key }) => key));
    const isNew = ({ key }: InteractionRecord) =>
      !stored.has(key) && !waitedBefore.has(key) && !journal.records.has(key) && !underway.has(key);
    const fresh = records.filter(isNew);
    const others = records.flatMap(({ key }) => underway.get(key) ?? []);
    const written = journal.append(fresh);
    for (const { key } of fresh) underway.set(key, written);
    try {
      // Said to be known only when it is as safe as a new one.
      await Promise.all([written, ...others]);
    } finally {
      for (const { key } of fresh) underway.delete(key);
    }
    schedule(journal.records.size >= MANY_EVENTS ? 0 : GATHER_MS);
    return { accepted: fresh.length, known: repeated + records.length - fresh.length, rejected };
  }

  schedule(GATHER_MS);
  return {
    add,
    async history(userId) {
      const own = [...journal.records.values()].filter((record) => record.userId === userId);
      const stored = await library.read((store) => store.interactions.byUser(userId));
      const keys = new Set(stored.map(({ key }) => key));
      return [...stored, ...own.filter(({ key }) => !keys.has(key))].sort(oldestFirst);
    },
    async popularity() {
      const { popularity } = await statistics.get();
      if (journal.records.size === 0) return popularity;
      const counts = new Map<string, number>(popularity);
      for (const { itemId } of waiting()) counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
      return counts;
    },
    thresholds: async () => (await statistics.get()).thresholds,
    get waiting() {
      return journal.records.size;
    },
    flush,
    forget: (videoId) => journal.remove(({ itemId }) => itemId === videoId),
    async close() {
      closing.abort();
      timer?.cancel();
      await flushing?.catch(() => undefined);
      // The queue of the jobs may be closed already; the lock of the store is what counts.
      await attempt((work) => work()).catch((error: unknown) => {
        logger.warn(
          { reason: messageOf(error), waiting: journal.records.size },
          'feedback stays in its journal',
        );
      });
      await statistics.idle();
      await journal.close();
    },
  };
}

/** A data folder whose tables were taken away keeps its journal. */
function noneWithoutStore(error: unknown): ReadonlySet<string> {
  if (error instanceof VidtokenError && error.code === 'configuration') return new Set();
  throw error;
}

function oldestFirst(left: InteractionRecord, right: InteractionRecord): number {
  const leftMs = left.atMs ?? Number.NEGATIVE_INFINITY;
  const rightMs = right.atMs ?? Number.NEGATIVE_INFINITY;
  return leftMs === rightMs ? 0 : leftMs - rightMs;
}

import type { QuarantineRecord, VideoRecord } from '../../src/core/record.js';
import type { VideoStore } from '../../src/core/store.js';
import { mapConcurrent } from '../../src/engine/map-concurrent.js';
import type { PipelineContext } from '../context.js';
import { describeRow, type Outage } from './describe-row.js';
import type { OpenMedia } from './open-media.js';
import type { Teacher } from './open-teacher.js';
import type { Readings } from './readings.js';
import { sampledHashes } from './sampled-hashes.js';

/** Rows of one commit: the answers themselves are safe in the store the moment they arrive. */
const ROWS_PER_COMMIT = 32;
const ROWS_PER_PAGE = 128;

export interface DescribeRowsOptions {
  readonly context: PipelineContext;
  readonly store: VideoStore;
  readonly teacher: Teacher;
  readonly readings: Readings;
  readonly runId: string;
  /** SQL condition over `videos`; all rows without it. */
  readonly where?: string;
  readonly openMedia: OpenMedia;
  /** Called before the first write. */
  begin(): Promise<void>;
}

export interface DescribeCounts {
  /** Rows whose description was written or replaced. */
  described: number;
  unchanged: number;
  /** Rows that no describer had anything to say about, or that are left out of the sample. */
  skipped: number;
  /** Rows that were imported as features: there is nothing to look at. */
  withoutMedia: number;
  readonly quarantined: QuarantineRecord[];
  /** Rows that the budget did not reach. */
  overBudget: number;
  /** Rows that an endpoint did not answer for which was down for too long. */
  unanswered: number;
}

export function noDescribeCounts(): DescribeCounts {
  return {
    described: 0,
    unchanged: 0,
    skipped: 0,
    withoutMedia: 0,
    quarantined: [],
    overBudget: 0,
    unanswered: 0,
  };
}

/**
 * Gives stored rows the description of the teacher. Answers are committed by the teacher as they come; rows follow in
 * small commits, also after an abort, so that a second run finds everything done.
 */
export async function describeRows(options: DescribeRowsOptions): Promise<DescribeCounts> {
  const { context, store, teacher, where } = options;
  const total = await store.videos.count(where);
  const progress = context.progress.stage({ name: 'describe', unit: 'videos', total });
  const counts = noDescribeCounts();
  const rows = flatten(
    store.videos.scan({ ...(where === undefined ? {} : { where }), pageSize: ROWS_PER_PAGE }),
  );
  const outage: Outage = { isOver: false };
  const sampled = teacher.sample === undefined ? undefined : await sampledHashes(store, teacher.sample);
  const outcomes = mapConcurrent(
    rows,
    (row, signal) => describeRow(row, { ...options, signal, outage, sampled }),
    {
      concurrency: teacher.concurrency,
      signal: context.signal,
      // An answer that is late must not hold the others back.
      order: 'completion',
    },
  );
  let waiting: VideoRecord[] = [];
  const commit = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    await commitRows(batch, options);
    counts.described += batch.length;
  };
  try {
    for await (const outcome of outcomes) {
      const note = spendingNote(teacher);
      progress.advance(1, note);
      if (outcome.kind === 'described') waiting.push(outcome.row);
      else if (outcome.kind === 'quarantined') counts.quarantined.push(outcome.record);
      else counts[outcome.kind] += 1;
      if (waiting.length === ROWS_PER_COMMIT) await commit();
    }
  } finally {
    await commit();
    await recordQuarantine(counts.quarantined, options);
    progress.done();
  }
  return counts;
}

async function commitRows(
  rows: readonly VideoRecord[],
  { store, teacher, begin }: DescribeRowsOptions,
): Promise<void> {
  if (rows.length === 0) return;
  await begin();
  await store.videos.upsert(rows, undefined);
  await store.quarantine.clear(rows.flatMap((row) => teacher.keysOf(row.contentHash)));
}

async function recordQuarantine(
  records: readonly QuarantineRecord[],
  { store, begin }: DescribeRowsOptions,
): Promise<void> {
  const known = await store.quarantine.byKeys(records.map(({ key }) => key));
  const fresh = records.filter(({ key, code }) => known.get(key)?.code !== code);
  if (fresh.length === 0) return;
  await begin();
  await store.quarantine.record(fresh);
}

async function* flatten<Item>(pages: AsyncIterable<readonly Item[]>): AsyncGenerator<Item, void, void> {
  for await (const page of pages) yield* page;
}

/** What was spent up to now, beside the bar; nothing when nothing costs. */
function spendingNote(teacher: Teacher): string | undefined {
  const costs = teacher.usage().map(({ costUsd }) => costUsd ?? 0);
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  return total === 0 ? undefined : `$${total.toFixed(2)}`;
}

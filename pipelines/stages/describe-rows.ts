import type { DescribeInput, Describer, Description } from '../../src/core/description.js';
import { DescriberError, InputError, VidtokenError } from '../../src/core/errors.js';
import type { ContentHash } from '../../src/core/ids.js';
import type { QuarantineRecord, VideoRecord } from '../../src/core/record.js';
import type { VideoStore } from '../../src/core/store.js';
import { describeWithChain } from '../../src/describe/describe-with-chain.js';
import { answerKey } from '../../src/describe/wrappers/answer-key.js';
import { BudgetExhausted } from '../../src/describe/wrappers/budget.js';
import { mapConcurrent } from '../../src/engine/map-concurrent.js';
import { probeVideo } from '../../src/media/probe.js';
import type { PipelineContext } from '../context.js';
import type { OpenMedia } from './open-media.js';
import type { Teacher } from './open-teacher.js';
import type { Readings } from './readings.js';
import { sampledHashes } from './sampled-hashes.js';
import { textsOf } from './texts-of.js';

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
  readonly quarantined: QuarantineRecord[];
  /** Rows that the budget did not reach. */
  overBudget: number;
  /** Rows that an endpoint did not answer for which was down for too long. */
  unanswered: number;
}

export function noDescribeCounts(): DescribeCounts {
  return { described: 0, unchanged: 0, skipped: 0, quarantined: [], overBudget: 0, unanswered: 0 };
}

/** Once an endpoint has been given up, nobody else is sent there. */
interface Outage {
  isOver: boolean;
}

type Outcome =
  | { readonly kind: 'described'; readonly row: VideoRecord }
  | { readonly kind: 'quarantined'; readonly record: QuarantineRecord }
  | { readonly kind: 'unchanged' | 'skipped' | 'overBudget' | 'unanswered' };

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

async function describeRow(
  row: VideoRecord,
  options: DescribeRowsOptions & {
    readonly signal: AbortSignal;
    readonly outage: Outage;
    /** All rows without it. */
    readonly sampled: ReadonlySet<ContentHash> | undefined;
  },
): Promise<Outcome> {
  const { teacher, context, signal, outage } = options;
  const isSampled = options.sampled?.has(row.contentHash) ?? true;
  const chain = isSampled ? teacher.describers : teacher.factsDescribers;
  let [asked] = chain;
  if (outage.isOver) return { kind: 'unanswered' };
  try {
    const read = isSampled ? await withTexts(row, options) : row;
    const input = describeInput(read, options.openMedia(read.uri, { ...context, signal }));
    const onAsk = (describer: Describer): void => {
      asked = describer;
    };
    const description = await describeWithChain(chain, input, { signal, onAsk });
    if (description === undefined) return { kind: 'skipped' };
    const isSame = read === row && sameDescription(row.description, description);
    if (isSame) return { kind: 'unchanged' };
    const { usage: _usage, ...kept } = description;
    return { kind: 'described', row: { ...read, description: kept, updatedAtMs: context.clock() } };
  } catch (error) {
    if (error instanceof BudgetExhausted) return { kind: 'overBudget' };
    if (error instanceof VidtokenError && error.code === 'describer-unavailable') {
      if (!outage.isOver) context.logger.error({ hint: error.hint }, error.message);
      outage.isOver = true;
      return { kind: 'unanswered' };
    }
    const failure = error instanceof InputError ? mediaFailure(error) : error;
    if (!(failure instanceof DescriberError) || asked === undefined) throw error;
    return { kind: 'quarantined', record: quarantineRecord(row, asked, { ...options, failure }) };
  }
}

/** The row with what is said and written in it, read now when a reader was configured since it was stored. */
async function withTexts(row: VideoRecord, { readings, context }: DescribeRowsOptions): Promise<VideoRecord> {
  if (!readings.isWanted(row)) return row;
  const info = await probeVideo(row.uri, context);
  return { ...row, ...(await readings.read({ path: row.uri, info, known: row })) };
}

/** What a describer may use of a stored video. */
export function describeInput(row: VideoRecord, media: DescribeInput['media']): DescribeInput {
  const { contentHash, info, measurements, providedDescription } = row;
  return {
    contentHash,
    info,
    measurements,
    text: textsOf(row),
    media,
    ...(providedDescription === undefined ? {} : { providedDescription }),
  };
}

function mediaFailure(error: InputError): DescriberError {
  return new DescriberError({
    code: 'media-unreadable',
    message: `The file cannot be shown to the describer: ${error.message}`,
    retryable: true,
    cause: error,
  });
}

function quarantineRecord(
  row: VideoRecord,
  describer: Describer,
  { context, runId, failure }: DescribeRowsOptions & { readonly failure: DescriberError },
): QuarantineRecord {
  return {
    key: answerKey(describer, row.contentHash),
    contentHash: row.contentHash,
    id: row.id,
    describerId: describer.id,
    model: describer.model ?? 'none',
    code: failure.code,
    reason: failure.message,
    retryable: failure.retryable,
    runId,
    atMs: context.clock(),
  };
}

/** Would writing this description change nothing? */
export function sameDescription(left: Description | undefined, right: Description): boolean {
  return (
    left?.text === right.text &&
    left.describerId === right.describerId &&
    left.promptHash === right.promptHash &&
    left.model === right.model
  );
}

/** What was spent up to now, beside the bar; nothing when nothing costs. */
function spendingNote(teacher: Teacher): string | undefined {
  const costs = teacher.usage().map(({ costUsd }) => costUsd ?? 0);
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  return total === 0 ? undefined : `$${total.toFixed(2)}`;
}

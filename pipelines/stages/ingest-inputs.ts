import { resolve } from 'node:path';
import { inChunks } from '../../src/core/async/in-chunks.js';
import type { FailureRecord, VideoRecord } from '../../src/core/record.js';
import type { EmbedReport } from '../../src/core/reports/embed-report.js';
import type { ProgressStage } from '../../src/core/runtime.js';
import type { VideoStore } from '../../src/core/store.js';
import { scanInputs } from '../../src/dataset/scan.js';
import { mapConcurrent } from '../../src/engine/map-concurrent.js';
import { embedRows } from './embed-stored.js';
import { type FailureLedger, readFailureLedger } from './failure-ledger.js';
import { type FailedInputFacts, type IdentifiedInput, identifyInputs } from './identify-inputs.js';
import type { IngestSession } from './ingest-session.js';
import { type IngestedVideo, ingestVideo } from './ingest-video.js';

/** Inputs per chunk, and so the largest commit: memory and the work lost by a kill are bounded by it. */
const INPUTS_PER_CHUNK = 32;
/** Notes of a scan that point at a slip of the person who wrote the manifest. */
const LOUD_NOTES: ReadonlySet<string> = new Set(['unknown-field', 'duplicate-id']);

/** The counts of the embed report that come from reading inputs. */
type CountNames =
  | 'scanned'
  | 'ingested'
  | 'pending'
  | 'embedded'
  | 'unchanged'
  | 'moved'
  | 'updated'
  | 'duplicates'
  | 'duplicateFiles'
  | 'failed';
export type IngestCounts = { -readonly [Name in CountNames]: EmbedReport[Name] } & {
  /** Videos that got their description while they were read. */
  describedAtOnce: number;
};

/**
 * Reads all inputs chunk by chunk: identify by hash, decode what is new, commit features, then rows.
 * Features go first: a kill between the two commits leaves features without a row, and the video is simply
 * read again; a row without features can never be seen.
 */
export async function ingestInputs(session: IngestSession): Promise<IngestCounts> {
  const { context, stages } = session;
  const counts: IngestCounts = {
    scanned: 0,
    ingested: 0,
    pending: 0,
    embedded: 0,
    unchanged: 0,
    moved: 0,
    updated: 0,
    duplicates: 0,
    duplicateFiles: [],
    failed: [],
    describedAtOnce: 0,
  };
  const ledger = await readFailureLedger(session.store);
  const run: IngestRun = { ...session, ledger };
  const total = await stages.time('scan', 0, () => countInputs(session));
  stages.count('scan', total);
  const progress = context.progress.stage({ name: 'extract', unit: 'videos', total });
  try {
    const inputs = scanInputs(session.paths, {
      signal: context.signal,
      onNote: (note) => context.logger[LOUD_NOTES.has(note.kind) ? 'warn' : 'debug'](note, note.reason),
    });
    for await (const chunk of inChunks(inputs, INPUTS_PER_CHUNK)) {
      context.signal.throwIfAborted();
      counts.scanned += chunk.length;
      const identified = await stages.time('identify', chunk.length, () =>
        identifyInputs(chunk, { ...session, concurrency: context.concurrency, signal: context.signal }),
      );
      const fresh = identified.filter(isFresh);
      progress.advance(chunk.length - fresh.length);
      await settleKnown(identified, counts, run);
      if (fresh.length > 0) await ingestFresh(fresh, counts, { run, progress });
    }
    await clearOutdated(run);
  } finally {
    progress.done();
  }
  return counts;
}

/** An ingest with the failures of earlier runs at hand. */
interface IngestRun extends IngestSession {
  readonly ledger: FailureLedger;
}

async function clearOutdated({ ledger, paths, store, journal }: IngestRun): Promise<void> {
  const files = ledger.outdated(paths.map((path) => resolve(path)));
  if (files.length === 0) return;
  await journal.begin();
  await store.failures.clear({ files });
}

/** A first quick walk, so that the bar knows how far it is. */
async function countInputs(session: IngestSession): Promise<number> {
  let total = 0;
  for await (const _entry of scanInputs(session.paths, { signal: session.context.signal })) total += 1;
  return total;
}

type FreshInput = Extract<IdentifiedInput, { kind: 'new' | 'updated' }>;

function isFresh(input: IdentifiedInput): input is FreshInput {
  return input.kind === 'new' || input.kind === 'updated';
}

/** Everything that needs no decoding. */
async function settleKnown(
  identified: readonly IdentifiedInput[],
  counts: IngestCounts,
  session: IngestRun,
): Promise<void> {
  const failures: FailedInputFacts[] = [];
  for (const input of identified) {
    if ('stored' in input) session.ledger.succeeded(input.stored.uri);
    if (input.kind === 'unchanged' || input.kind === 'repeated') counts.unchanged += 1;
    if (input.kind === 'pending') counts.pending += 1;
    if (input.kind === 'duplicate') {
      counts.duplicates += 1;
      counts.duplicateFiles.push({ file: input.path, sameAs: input.sameAs });
    }
    if (input.kind === 'moved') {
      counts.moved += 1;
      await moveRow(input, session);
    }
    if (input.kind === 'failed') failures.push(input);
  }
  await recordFailures(failures, counts, session);
}

async function moveRow(
  { file, stored }: Extract<IdentifiedInput, { kind: 'moved' }>,
  { store, journal, context }: IngestSession,
): Promise<void> {
  const [row] = await store.videos.get([stored.id]);
  if (row === undefined) return;
  await journal.begin();
  await store.videos.upsert([{ ...row, uri: file.path, updatedAtMs: context.clock() }], undefined);
}

async function ingestFresh(
  fresh: readonly FreshInput[],
  counts: IngestCounts,
  { run, progress }: { readonly run: IngestRun; readonly progress: ProgressStage },
): Promise<void> {
  const { context, store, journal, stages, model } = run;
  await journal.begin();
  const ingested: { readonly input: FreshInput; readonly video: IngestedVideo }[] = [];
  const failures: FailedInputFacts[] = [];
  // After an abort the finished videos are still committed: they are paid for.
  let stopped: unknown;
  await stages.time('extract', fresh.length, async () => {
    const options = { ...run, batch: journal.id };
    const worker = async (input: FreshInput) => ({ input, result: await ingestVideo(input, options) });
    const results = mapConcurrent(fresh, worker, {
      concurrency: context.concurrency,
      signal: context.signal,
    });
    try {
      for await (const { input, result } of results) {
        if (result.kind === 'failed') failures.push(result);
        else ingested.push({ input, video: result });
        progress.advance(1);
      }
    } catch (error) {
      if (!context.signal.aborted) throw error;
      stopped = error;
    }
  });
  const rows = await Promise.all(ingested.map(({ input, video }) => keepOrigin(input, video.record, store)));
  const features = new Map(ingested.map(({ video }) => [video.record.contentHash, video.sequences]));
  const complete = model === undefined ? rows : embedRows(model, rows, features);
  await stages.time('store', rows.length, async () => {
    await store.features.upsert(
      [...features].map(([contentHash, sequences]) => ({ contentHash, sequences })),
    );
    await store.videos.upsert(complete, model?.space);
    await store.failures.clear({
      hashes: rows.map((row) => row.contentHash),
      files: rows.map((row) => row.uri),
    });
  });
  counts.ingested += ingested.length;
  counts.describedAtOnce += rows.filter(({ description }) => description !== undefined).length;
  if (model === undefined) counts.pending += ingested.length;
  counts.updated += ingested.filter(({ input }) => input.kind === 'updated').length;
  if (model !== undefined) counts.embedded += ingested.filter(({ input }) => input.kind === 'new').length;
  await recordFailures(failures, counts, run);
  if (stopped !== undefined) throw stopped;
}

/** A video that is read again stays the video of the run that brought it in. */
async function keepOrigin(input: FreshInput, row: VideoRecord, store: VideoStore): Promise<VideoRecord> {
  if (input.kind === 'new') return row;
  const [before] = await store.videos.get([input.stored.id]);
  return before === undefined ? row : { ...row, batch: before.batch, createdAtMs: before.createdAtMs };
}

async function recordFailures(
  failures: readonly FailedInputFacts[],
  counts: IngestCounts,
  { store, journal, context, ledger }: IngestRun,
): Promise<void> {
  for (const { file, code, reason } of failures) counts.failed.push({ file, code, reason });
  const records: FailureRecord[] = failures.map(({ kind: _kind, known: _known, ...facts }) => ({
    ...facts,
    runId: journal.id,
    atMs: context.clock(),
  }));
  const unrecorded = ledger.unrecorded(records);
  if (unrecorded.length === 0) return;
  await journal.begin();
  await store.failures.record(unrecorded);
}

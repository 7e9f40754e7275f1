import { writeFile } from 'node:fs/promises';
import type { InteractionRecord } from '../src/core/recommend.js';
import type { SimulateReport } from '../src/core/reports/simulate-report.js';
import type { VideoStore } from '../src/core/store.js';
import type { PipelineContext } from './context.js';
import { replaceFiles } from './formats/replace-files.js';
import { galleryOf, generateWatchLog, toInteractions } from './simulation/generate-watch-log.js';
import { loadSimulatedItems } from './simulation/load-simulated-items.js';
import { simulatedWorld } from './simulation/simulated-world.js';
import { worldSettings } from './simulation/world-settings.js';
import { requireCurrentSpace } from './stages/current-model.js';
import { withStore, withWritableStore } from './stages/open-for-reading.js';

export interface SimulateOptions {
  readonly context: PipelineContext;
  readonly users: number;
  readonly days: number;
  readonly seed: number;
  /** Videos that take part; all stored ones, and at least 300, when absent. */
  readonly items?: number;
  /** Midnight of the first day, milliseconds since the epoch. */
  readonly startMs: number;
  /** JSON lines or, by its ending, CSV. Without it the events go into the `interactions` table. */
  readonly out?: string;
}

/**
 * SIMULATION of a watch log over the stored tokens: users with several drifting interests, duration-biased watch times,
 * new videos day by day. For trying things out; what holds on it need not hold for people.
 * @throws VidtokenError `no-model`, `too-few-videos`, `space-mismatch`, `usage` for a file that cannot be written
 */
export async function simulateWatchLog(options: SimulateOptions): Promise<SimulateReport> {
  const { context, out } = options;
  if (out !== undefined) return withStore(context, (store) => simulate(store, options));
  return withWritableStore({ context, command: 'simulate' }, (store) => simulate(store, options));
}

async function simulate(store: VideoStore, options: SimulateOptions): Promise<SimulateReport> {
  const { context, users, days, seed, startMs, out } = options;
  const { clock, signal } = context;
  const startedMs = clock();
  const space = await requireCurrentSpace(context);
  const count = options.items === undefined ? {} : { count: options.items };
  const { items, stored, notes } = await loadSimulatedItems({ store, space, seed, signal, ...count });
  // Nobody is new in a log of one piece.
  const settings = worldSettings.parse({ newUserShare: 0 });
  const world = simulatedWorld({ items, users, days, newUsersFrom: 0, settings, seed });
  const stage = context.progress.stage({ name: 'simulate', unit: 'days', total: days });
  const gallery = galleryOf(items);
  const onDay = (): void => stage.advance(1);
  const { plays } = generateWatchLog({ world, gallery, days, startMs, seed, signal, onDay });
  stage.done();
  const records = toInteractions(plays, seed);
  if (out === undefined) await store.interactions.upsert(records);
  else await writeLog(out, records);
  return {
    simulated: true,
    space: space.id,
    seed,
    users,
    activeUsers: new Set(plays.map(({ user }) => user)).size,
    days,
    startMs,
    items: items.length,
    storedItems: stored,
    interactions: records.length,
    meanWatchSeconds: mean(plays.map(({ watch }) => watch.watchSeconds)),
    meanWatchRatio: mean(plays.map(({ watch }) => watch.watchSeconds / watch.durationSeconds)),
    out: out ?? null,
    notes: [...notes],
    seconds: (clock() - startedMs) / 1000,
  };
}

async function writeLog(out: string, records: readonly InteractionRecord[]): Promise<void> {
  const lines = out.endsWith('.csv') ? csvLines(records) : records.map(jsonLine);
  await replaceFiles([out], ([draft]) => writeFile(draft as string, `${lines.join('\n')}\n`));
}

/** Columns as the reader of watch logs knows them. */
function jsonLine({ userId, itemId, watchSeconds, durationSeconds, atMs }: InteractionRecord): string {
  return JSON.stringify({
    user: userId,
    item: itemId,
    watch_seconds: watchSeconds,
    duration_seconds: durationSeconds,
    timestamp: atMs,
    simulated: true,
  });
}

function csvLines(records: readonly InteractionRecord[]): string[] {
  const head = 'user,item,watch_seconds,duration_seconds,timestamp,simulated';
  const rows = records.map(({ userId, itemId, watchSeconds, durationSeconds, atMs }) =>
    [userId, quoted(itemId), watchSeconds, durationSeconds, atMs, 'true'].join(','),
  );
  return [head, ...rows];
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

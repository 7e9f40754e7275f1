import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../src/core/errors.js';
import { spaceId } from '../../src/core/ids.js';
import type { JsonValue } from '../../src/core/media.js';
import { parseJson } from '../../src/core/parse-json.js';
import type { RunRecord } from '../../src/core/record.js';
import { durableFile } from '../../src/tensor/durable-file.js';
import type { PipelineContext } from '../context.js';

const FORMAT = 1;

const keptReport = z.object({
  format: z.literal(FORMAT),
  command: z.string(),
  codeVersion: z.string(),
  config: z.unknown(),
  seed: z.number().optional(),
  spaceId: z.string().optional(),
  startedAtMs: z.number(),
  finishedAtMs: z.number(),
  report: z.unknown(),
});

export interface ReportToKeep {
  readonly context: PipelineContext;
  /** `benchmark retrieval` … */
  readonly command: string;
  readonly config: object;
  readonly seed?: number;
  readonly spaceId?: string;
  readonly startedAtMs: number;
  readonly report: object;
}

/**
 * Writes `<data>/benchmarks/<command>-<time>.json`, so that what a benchmark found can be looked at later. A benchmark
 * only reads, so it must not wait for the writer lock, and has no row in `runs`. Where there is no data folder, or it
 * cannot be written, the report is only printed.
 */
export async function keepReport(options: ReportToKeep): Promise<void> {
  const { context, command, startedAtMs } = options;
  const { dataFolder, clock, codeVersion, logger } = context;
  const isThere = await stat(dataFolder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isThere) return;
  const time = new Date(startedAtMs).toISOString().replace(/[-:.]/g, '');
  const file = join(reportsFolder(dataFolder), `${command.replaceAll(' ', '-')}-${time}.json`);
  const { config, seed, spaceId: space, report } = options;
  const kept = {
    command,
    codeVersion,
    config,
    seed,
    spaceId: space,
    startedAtMs,
    finishedAtMs: clock(),
    report,
  };
  try {
    await durableFile(file, [`${JSON.stringify({ format: FORMAT, ...kept })}\n`]);
  } catch (error) {
    logger.warn({ file, reason: messageOf(error) }, 'the report could not be kept');
  }
}

/** The kept reports as runs, newest first; a file that is damaged, or of another version, is passed over. */
export async function keptReports(dataFolder: string): Promise<RunRecord[]> {
  const folder = reportsFolder(dataFolder);
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const runs: RunRecord[] = [];
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    const run = runOf(name.slice(0, -'.json'.length), await readFile(join(folder, name), 'utf8'));
    if (run !== undefined) runs.push(run);
  }
  return runs.sort((left, right) => right.startedAtMs - left.startedAtMs || (left.id < right.id ? 1 : -1));
}

function reportsFolder(dataFolder: string): string {
  return join(dataFolder, 'benchmarks');
}

function runOf(id: string, text: string): RunRecord | undefined {
  const parsed = keptReport.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const {
    command,
    codeVersion,
    config,
    seed,
    spaceId: space,
    startedAtMs,
    finishedAtMs,
    report,
  } = parsed.data;
  return {
    id,
    command,
    status: 'done',
    codeVersion,
    config: config as JsonValue,
    startedAtMs,
    finishedAtMs,
    report: report as JsonValue,
    ...(seed === undefined ? {} : { seed }),
    ...(space === undefined ? {} : { spaceId: spaceId(space) }),
  };
}

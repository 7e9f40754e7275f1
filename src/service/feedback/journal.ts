import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, VidtokenError } from '../../core/errors.js';
import type { InteractionRecord } from '../../core/recommend.js';
import type { Logger } from '../../core/runtime.js';
import { createGroupCommit } from '../../store/group-commit.js';
import { durableFile } from '../../tensor/durable-file.js';
import { parseRecordLine } from './event-record.js';

/** The events that are on disk but not in the table: one JSON line each. */
export interface FeedbackJournal {
  /** By key, in the order of arrival. Changes at the moment in which the file does. */
  readonly records: ReadonlyMap<string, InteractionRecord>;
  /** On the disk when it resolves; calls made meanwhile share one write. @throws VidtokenError `disk-full`, `store-unwritable` */
  append(records: readonly InteractionRecord[]): Promise<void>;
  /** Takes records out, atomically: a crash leaves the old file or the new one. */
  remove(isDone: (record: InteractionRecord) => boolean): Promise<void>;
  close(): Promise<void>;
}

/** Opens or creates the journal. A last line that was torn by a crash is dropped: nobody was told that it is safe. */
export async function openJournal(options: {
  readonly path: string;
  readonly logger: Logger;
}): Promise<FeedbackJournal> {
  const { path } = options;
  await mkdir(dirname(path), { recursive: true });
  const records = await recovered(options);
  await durableFile(path, linesOf(records.values()));
  let file = await open(path, 'a');
  let length = (await file.stat()).size;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work);
    // The queue goes on after a failed call; the failure itself belongs to its caller.
    last = turn.catch(() => undefined);
    return turn;
  };
  const write = async (groups: readonly (readonly InteractionRecord[])[]): Promise<void> => {
    const added = groups.flat();
    const bytes = Buffer.from(linesOf(added).join(''));
    await appendDurably({ file, path, bytes, length });
    length += bytes.length;
    for (const record of added) records.set(record.key, record);
  };
  const commit = createGroupCommit<readonly InteractionRecord[]>({
    commit: (groups) => inTurn(() => write(groups)),
    afterCommit: async () => {},
  });
  return {
    records,
    append: async (added) => {
      if (added.length > 0) await commit.add(added);
    },
    remove: (isDone) =>
      inTurn(async () => {
        const kept = [...records.values()].filter((record) => !isDone(record));
        if (kept.length === records.size) return;
        await durableFile(path, linesOf(kept));
        await file.close();
        file = await open(path, 'a');
        length = (await file.stat()).size;
        records.clear();
        for (const record of kept) records.set(record.key, record);
      }),
    async close() {
      await commit.idle();
      await inTurn(() => file.close());
    },
  };
}

async function recovered({
  path,
  logger,
}: {
  readonly path: string;
  readonly logger: Logger;
}): Promise<Map<string, InteractionRecord>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n');
  const torn = lines.pop() ?? '';
  const records = new Map<string, InteractionRecord>();
  let damaged = 0;
  for (const line of lines) {
    const record = parseRecordLine(line);
    if (record === undefined) damaged += 1;
    else records.set(record.key, record);
  }
  if (torn !== '' || damaged > 0) {
    logger.warn(
      { journal: path, damaged, isTorn: torn !== '' },
      'lines of the feedback journal were dropped',
    );
  }
  return records;
}

function linesOf(records: Iterable<InteractionRecord>): string[] {
  return Array.from(records, (record) => `${JSON.stringify(record)}\n`);
}

/** Half a line of a failed write is taken back, or the next line would be glued to it. */
async function appendDurably(options: {
  readonly file: FileHandle;
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Of the file before. */
  readonly length: number;
}): Promise<void> {
  const { file, path, bytes, length } = options;
  try {
    await file.writeFile(bytes);
    await file.datasync();
  } catch (error) {
    await file.truncate(length).catch(() => undefined);
    throw journalError(path, error);
  }
}

const FULL_DISK_CODES: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

function journalError(path: string, error: unknown): VidtokenError {
  const isFull = error instanceof Error && 'code' in error && FULL_DISK_CODES.includes(error.code);
  return new VidtokenError({
    code: isFull ? 'disk-full' : 'store-unwritable',
    message: `${path} could not be written: ${messageOf(error)}.`,
    hint: 'Send the events again: none of them was kept.',
    facts: { path },
    retryable: isFull,
    cause: error,
  });
}

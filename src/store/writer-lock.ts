import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { VidtokenError } from '../core/errors.js';
import { parseJson } from '../core/parse-json.js';
import type { Clock, Logger } from '../core/runtime.js';
import { isRunning, processStart } from './process-identity.js';
import { storeError } from './store-error.js';

const LOCK_FILE = 'writer.lock';
/** Every failed attempt means that somebody else took or gave back the lock in between. */
const ATTEMPTS = 5;

const holderSchema = z.object({
  pid: z.number().int(),
  host: z.string(),
  command: z.string(),
  startedAtMs: z.number(),
  /** Start of the process as the kernel counts it; absent where the system does not tell. */
  processStart: z.string().optional(),
});
type LockHolder = z.infer<typeof holderSchema>;

export interface WriterLock {
  release(): Promise<void>;
}

interface LockOptions {
  readonly folder: string;
  readonly command: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Takes `<folder>/writer.lock`: one writer at a time, because concurrent merges would double rows.
 * The file appears at once with its content (a hard link to a finished file), so that a reader never
 * sees half of it. A lock whose process is dead on this machine is taken over.
 * @throws VidtokenError `store-locked` naming the process and its command, `store-unwritable`, `disk-full`.
 */
export async function takeWriterLock(options: LockOptions): Promise<WriterLock> {
  const path = join(options.folder, LOCK_FILE);
  const start = processStart(process.pid);
  const holder: LockHolder = {
    pid: process.pid,
    host: hostname(),
    command: options.command,
    startedAtMs: options.clock(),
    ...(start === undefined ? {} : { processStart: start }),
  };
  const content = `${JSON.stringify(holder)}\n`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await createExclusively(path, content, options.folder))
      return { release: () => release(path, content) };
    const current = await readHolder(path);
    if (current !== undefined) await removeWhenStale(path, current, options);
  }
  throw new VidtokenError({
    code: 'store-locked',
    message: `The lock ${path} changed hands ${ATTEMPTS} times while this command wanted it.`,
    hint: 'Wait for the other commands and run this one again.',
    retryable: true,
  });
}

/** @returns false when the lock exists. */
async function createExclusively(path: string, content: string, folder: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, content, { flag: 'wx' });
    await link(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw storeError(error, { folder, action: 'taking the writer lock' });
  } finally {
    await rm(draft, { force: true });
  }
}

async function readHolder(path: string): Promise<{ text: string; holder?: LockHolder } | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    const parsed = holderSchema.safeParse(parseJson(text));
    return { text, ...(parsed.success ? { holder: parsed.data } : {}) };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function removeWhenStale(
  path: string,
  { text, holder }: { readonly text: string; readonly holder?: LockHolder },
  { logger }: LockOptions,
): Promise<void> {
  if (holder !== undefined && isAlive(holder)) throw lockedBy(holder, path);
  // Moved aside before it is judged again: of two commands that saw the same dead lock only one gets it.
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const moved = await readFile(aside, 'utf8');
  if (moved === text) {
    logger.info({ lock: path, holder }, 'took over the writer lock of a process that is no more');
    await rm(aside, { force: true });
  } else {
    await rename(aside, path);
  }
}

/** A holder on another machine cannot be asked and counts as alive. */
function isAlive(holder: LockHolder): boolean {
  if (holder.host !== hostname()) return true;
  if (!isRunning(holder.pid)) return false;
  const start = processStart(holder.pid);
  return start === undefined || holder.processStart === undefined || start === holder.processStart;
}

function lockedBy(holder: LockHolder, path: string): VidtokenError {
  const elsewhere = holder.host !== hostname();
  const place = elsewhere ? ` on ${holder.host}` : '';
  return new VidtokenError({
    code: 'store-locked',
    message:
      `The store is being written by process ${holder.pid}${place} (vidtoken ${holder.command}, ` +
      `since ${new Date(holder.startedAtMs).toISOString()}).`,
    hint: elsewhere
      ? `Wait for it; if that machine runs no vidtoken any more, delete ${path}`
      : `Wait for it to end, or stop it with: kill ${holder.pid}`,
    facts: { pid: holder.pid, host: holder.host, command: holder.command },
    retryable: true,
  });
}

/** A lock that was taken over by somebody else in the meantime is left alone. */
async function release(path: string, content: string): Promise<void> {
  const current = await readHolder(path);
  if (current?.text === content) await rm(path, { force: true });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

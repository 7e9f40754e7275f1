import PQueue from 'p-queue';
import type { Job } from '../contract/job.js';
import type { JobFiles } from './job-files.js';
import type { NewJob } from './new-job.js';

/** A job in memory; `job` is replaced with each change. */
export interface JobEntry {
  readonly sequence: number;
  readonly work: NewJob;
  /** Cancels it. */
  readonly abort: AbortController;
  job: Job;
}

/** All jobs of a store, in memory and on disk. */
export interface JobTable {
  add(work: NewJob, facts: { readonly id: string; readonly createdAt: string }): Promise<JobEntry>;
  get(id: string): JobEntry | undefined;
  /** Newest first. */
  all(): readonly JobEntry[];
  /** Those that have not ended, oldest first. */
  open(): readonly JobEntry[];
  /** The job with its present place in the queue. */
  view(entry: JobEntry): Job;
  /** Kept on disk before it is told to those who watch. */
  change(entry: JobEntry, changes: Partial<Job>): Promise<void>;
  /** Only told: what a restart may forget. */
  show(entry: JobEntry, changes: Partial<Job>): void;
  /** Each state that the reader is quick enough to see, until the job has ended or the signal aborts. */
  watch(entry: JobEntry, signal: AbortSignal): AsyncGenerator<Job, void, void>;
  /** Forgets the oldest of the ended jobs. */
  prune(): Promise<void>;
}

const KEPT_JOBS = 500;

/** Reads what is on disk; what was running is queued again. */
export async function openJobTable(files: JobFiles): Promise<JobTable> {
  const entries = new Map<string, JobEntry>();
  // Two changes of one job must reach the disk in their order.
  const writes = new PQueue({ concurrency: 1 });
  const watchers = new Set<() => void>();
  let lastSequence = 0;
  let open: JobEntry[] = [];

  const tell = (): void => {
    for (const wake of [...watchers]) wake();
  };
  const write = async (entry: JobEntry): Promise<void> => {
    await writes.add(() => files.write({ sequence: entry.sequence, work: entry.work, job: entry.job }));
  };
  const apply = (entry: JobEntry, changes: Partial<Job>): void => {
    entry.job = { ...entry.job, ...changes };
    if (hasEnded(entry.job)) open = open.filter((other) => other !== entry);
  };
  const view = ({ job, sequence }: JobEntry): Job => {
    if (job.state !== 'queued') return job;
    return { ...job, place: open.filter((other) => other.sequence < sequence).length };
  };
  const hold = (entry: JobEntry): void => {
    entries.set(entry.job.id, entry);
    if (!hasEnded(entry.job)) open.push(entry);
    lastSequence = entry.sequence;
  };

  for (const { sequence, work, job } of await files.read()) {
    const isOpen = !hasEnded(job);
    const again = isOpen ? { state: 'queued' as const, startedAt: null, waitsFor: null, stages: [] } : {};
    hold({ sequence, work, abort: new AbortController(), job: { ...job, ...again } });
  }

  return {
    async add(work, facts) {
      const entry = {
        sequence: lastSequence + 1,
        work,
        abort: new AbortController(),
        job: { ...UNBORN, ...facts, kind: work.kind, name: work.name },
      };
      hold(entry);
      await write(entry);
      return entry;
    },
    get: (id) => entries.get(id),
    all: () => [...entries.values()].reverse(),
    open: () => open,
    view,
    async change(entry, changes) {
      apply(entry, changes);
      try {
        await write(entry);
      } finally {
        tell();
      }
    },
    show(entry, changes) {
      apply(entry, changes);
      tell();
    },
    async *watch(entry, signal) {
      let told: Job | undefined;
      while (!signal.aborted) {
        const job = view(entry);
        if (!isSame(job, told)) yield job;
        told = job;
        if (hasEnded(job)) return;
        if (isSame(view(entry), job)) await nextChange(watchers, signal);
      }
    },
    async prune() {
      const ended = [...entries.values()].filter(({ job }) => hasEnded(job));
      for (const { job } of ended.slice(0, Math.max(0, ended.length - KEPT_JOBS))) {
        entries.delete(job.id);
        await files.remove(job.id);
      }
    },
  };
}

const UNBORN = {
  state: 'queued',
  startedAt: null,
  finishedAt: null,
  place: null,
  waitsFor: null,
  attempts: 0,
  stages: [],
  videoIds: [],
  failures: [],
  note: null,
  error: null,
} satisfies Partial<Job>;

export function hasEnded({ state }: Job): boolean {
  return state !== 'queued' && state !== 'running';
}

/** A job is replaced when it changes; only its place changes by itself. */
function isSame(job: Job, other: Job | undefined): boolean {
  if (other === undefined) return false;
  return job === other || (job.place !== null && JSON.stringify(job) === JSON.stringify(other));
}

/** Resolves with the next change of any job, and with the abort. */
function nextChange(watchers: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      watchers.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    watchers.add(wake);
    signal.addEventListener('abort', wake, { once: true });
  });
}

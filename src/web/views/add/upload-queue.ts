import type { Job } from '../../../client/index.js';

export type UploadPhase = 'waiting' | 'sending' | 'held' | 'working' | 'done' | 'failed' | 'cancelled';

/** A file on its way into the store. */
export interface Upload {
  readonly id: number;
  readonly name: string;
  readonly sizeBytes: number;
  readonly phase: UploadPhase;
  /** 0…1 of the bytes. */
  readonly sentShare: number;
  /** Seconds that the service asked to wait before it takes more; only while held. */
  readonly heldSeconds: number | undefined;
  /** Newest state of its job, once the bytes are there. */
  readonly job: Job | undefined;
  /** Why the sending failed. What went wrong in the job stands in the job. */
  readonly error: unknown;
}

/** What somebody chose to add. */
export interface UploadInput {
  readonly file: File;
  readonly title?: string;
  readonly tags?: string;
}

export interface UploadQueueParts {
  /** Sends the bytes and gives the job. */
  readonly send: (
    input: UploadInput,
    options: { readonly signal: AbortSignal; readonly onSent: (share: number) => void },
  ) => Promise<Job>;
  /** States of a job until it ends. */
  readonly follow: (id: string, signal: AbortSignal) => AsyncIterable<Job>;
  readonly cancelJob: (id: string) => Promise<Job>;
  /** Seconds to wait when the service is full; undefined for errors that waiting does not help against. */
  readonly retryAfterSeconds: (error: unknown) => number | undefined;
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
  readonly onChange: (uploads: readonly Upload[]) => void;
}

export interface UploadQueue {
  add(inputs: readonly UploadInput[]): void;
  /** Ends an upload, or its job. */
  cancel(id: number): void;
  /** Takes what has ended off the list. */
  clearEnded(): void;
}

const SENT_AT_ONCE = 2;
const ENDED: readonly UploadPhase[] = ['done', 'failed', 'cancelled'];

export function hasEnded({ phase }: Upload): boolean {
  return ENDED.includes(phase);
}

/** Sends files two at a time, waits when the service is full, and follows the job of each file to its end. */
export function createUploadQueue(parts: UploadQueueParts): UploadQueue {
  let uploads: readonly Upload[] = [];
  let lastId = 0;
  let sending = 0;
  const waiting: { readonly id: number; readonly input: UploadInput }[] = [];
  const aborts = new Map<number, AbortController>();

  const change = (id: number, part: Partial<Upload>) => {
    uploads = uploads.map((upload) => (upload.id === id ? { ...upload, ...part } : upload));
    parts.onChange(uploads);
  };

  const startNext = () => {
    while (sending < SENT_AT_ONCE) {
      const next = waiting.shift();
      if (next === undefined) return;
      sending += 1;
      void run(next.id, next.input);
    }
  };

  const run = async (id: number, input: UploadInput) => {
    const abort = new AbortController();
    aborts.set(id, abort);
    const job = await sendPatiently(id, input, abort.signal).catch((error: unknown) => {
      change(id, abort.signal.aborted ? { phase: 'cancelled' } : { phase: 'failed', error });
      return undefined;
    });
    sending -= 1;
    startNext();
    if (job !== undefined) await followToEnd(id, job, abort.signal);
    aborts.delete(id);
  };

  const sendPatiently = async (id: number, input: UploadInput, signal: AbortSignal): Promise<Job> => {
    for (;;) {
      change(id, { phase: 'sending', sentShare: 0, heldSeconds: undefined });
      try {
        return await parts.send(input, { signal, onSent: (sentShare) => change(id, { sentShare }) });
      } catch (error) {
        const heldSeconds = parts.retryAfterSeconds(error);
        if (signal.aborted || heldSeconds === undefined) throw error;
        change(id, { phase: 'held', heldSeconds });
        await parts.sleep(heldSeconds, signal);
      }
    }
  };

  const followToEnd = async (id: number, first: Job, signal: AbortSignal) => {
    const show = (job: Job) => change(id, { job, phase: phaseOf(job), sentShare: 1 });
    show(first);
    try {
      for await (const job of parts.follow(first.id, signal)) show(job);
    } catch (error) {
      if (!signal.aborted) change(id, { phase: 'failed', error });
    }
  };

  return {
    add(inputs) {
      const added = inputs.map((input) => {
        lastId += 1;
        waiting.push({ id: lastId, input });
        return newUpload(lastId, input.file);
      });
      uploads = [...added, ...uploads];
      parts.onChange(uploads);
      startNext();
    },
    cancel(id) {
      const place = waiting.findIndex((entry) => entry.id === id);
      if (place !== -1) waiting.splice(place, 1);
      const upload = uploads.find((candidate) => candidate.id === id);
      if (upload?.job === undefined) {
        aborts.get(id)?.abort();
        change(id, { phase: 'cancelled' });
        return;
      }
      // The stream of the job tells of its end.
      parts.cancelJob(upload.job.id).catch((error: unknown) => change(id, { error }));
    },
    clearEnded() {
      uploads = uploads.filter((upload) => !hasEnded(upload));
      parts.onChange(uploads);
    },
  };
}

function newUpload(id: number, { name, size }: File): Upload {
  return {
    id,
    name,
    sizeBytes: size,
    phase: 'waiting',
    sentShare: 0,
    heldSeconds: undefined,
    job: undefined,
    error: undefined,
  };
}

function phaseOf({ state }: Job): UploadPhase {
  return state === 'queued' || state === 'running' ? 'working' : state;
}

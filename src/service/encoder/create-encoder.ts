import PQueue from 'p-queue';
import { z } from 'zod';
import { untilAborted } from '../../core/async/until-aborted.js';
import { InputError, VidtokenError } from '../../core/errors.js';

import type { Logger } from '../../core/runtime.js';
import { ChildRequestError, createRequestChild } from '../../engine/request-child.js';
import type { ChildCommand } from '../child-command.js';
import { embedding } from '../contract/embed.js';
import { explanation } from '../contract/video.js';
import { ProblemError } from '../problem-error.js';
import { type EncodeFailure, type EncodeWork, encodeAnswer } from './encode-work.js';
import type { Encoder } from './encoder.js';

export interface EncoderOptions {
  /** Starts the hidden command `encode`. */
  readonly child: ChildCommand;
  readonly logger: Logger;
  /** Of one file, picture or explanation. Default 120,000: a long video on a busy machine. */
  readonly workTimeoutMs?: number;
  /** Of a few words, with the loading of the model. Default 60,000. */
  readonly wordsTimeoutMs?: number;
  /** Requests of each kind that wait at most. Default 16. */
  readonly queued?: number;
  /** The process is stopped when nobody asked for so long. Default 5 minutes. */
  readonly idleMs?: number;
}

const DEFAULTS = { workTimeoutMs: 120_000, wordsTimeoutMs: 60_000, queued: 16, idleMs: 5 * 60_000 } as const;
const RETRY_AFTER_SECONDS = 5;

const vector = z.array(z.number()).transform((values) => Float32Array.from(values));
const embeddedFile = embedding.omit({ storedAs: true });

/** The process is started by the first request. Words do not wait for files. */
export function createEncoder(options: EncoderOptions): Encoder {
  const { child: command, logger } = options;
  const { workTimeoutMs, wordsTimeoutMs, queued, idleMs } = { ...DEFAULTS, ...options };
  const child = createRequestChild({ ...command, idleMs });
  const closing = new AbortController();
  const files = { queue: new PQueue({ concurrency: 1 }), timeoutMs: workTimeoutMs };
  const words = { queue: new PQueue({ concurrency: 1 }), timeoutMs: wordsTimeoutMs };

  const ask = async <Result>(
    lane: typeof files,
    request: {
      readonly work: EncodeWork;
      readonly answer: z.ZodType<Result>;
      readonly signal: AbortSignal;
    },
  ): Promise<Result> => {
    const signal = AbortSignal.any([request.signal, closing.signal]);
    signal.throwIfAborted();
    if (lane.queue.size >= queued) throw queueFull(queued);
    const { timeoutMs } = lane;
    // A caller who goes away does not free the process at once: the next one waits until it has let go.
    const answered = lane.queue.add(() => child.request(request.work, { signal, timeoutMs }));
    const given = await untilAborted(answered, signal).catch((error: unknown) => {
      if (!(error instanceof ChildRequestError)) throw error;
      logger.warn({ kind: request.work.kind, err: error }, 'the encoder gave no answer');
      throw problemOf(error);
    });
    const answer = encodeAnswer.parse(given);
    if ('failure' in answer) throw errorOf(answer.failure);
    return request.answer.parse(answer.result);
  };

  return {
    embedFile: ({ path, title, tags }, signal) =>
      ask(files, {
        work: {
          kind: 'file',
          path,
          ...(title === undefined ? {} : { title }),
          ...(tags === undefined ? {} : { tags: [...tags] }),
        },
        answer: embeddedFile,
        signal,
      }),
    embedPicture: (picture, signal) =>
      ask(files, {
        work: { kind: 'picture', base64: Buffer.from(picture).toString('base64') },
        answer: vector,
        signal,
      }),
    embedWords: (text, signal) =>
      ask(words, { work: { kind: 'words', words: text }, answer: vector, signal }),
    explain: (videoId, signal) =>
      ask(files, { work: { kind: 'explanation', videoId }, answer: explanation, signal }),
    async close() {
      closing.abort(shuttingDown());
      await child.close();
    },
  };
}

function errorOf(failure: EncodeFailure): InputError | VidtokenError {
  const { message, hint, retryable } = failure;
  const facts = { message, retryable, ...(hint === undefined ? {} : { hint }) };
  return failure.of === 'input'
    ? new InputError({ ...facts, code: failure.code })
    : new VidtokenError({ ...facts, code: failure.code });
}

function problemOf(error: ChildRequestError): ProblemError {
  const isTimeout = error.reason === 'timeout';
  return new ProblemError({
    status: 503,
    code: isTimeout ? 'timeout' : 'not-available',
    message: isTimeout
      ? 'The encoder took too long and was stopped.'
      : 'The encoder process ended before it had an answer.',
    hint: 'Ask again; if it happens again with the same file, it is the file.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause: error,
  });
}

function queueFull(limit: number): ProblemError {
  return new ProblemError({
    status: 429,
    code: 'queue-full',
    message: `${limit} requests wait for the encoder already.`,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

function shuttingDown(): ProblemError {
  return new ProblemError({
    status: 503,
    code: 'shutting-down',
    message: 'The service is shutting down.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

import type { Readable } from 'node:stream';
import type { PipelineContext } from '../../../pipelines/context.js';
import { type EncodeSession, openEncodeSession } from '../../../pipelines/encode.js';
import { InputError, messageOf, VidtokenError } from '../../core/errors.js';
import type { ExplainReport } from '../../core/reports/explain-report.js';
import { serveRequests } from '../../engine/serve-requests.js';
import type { BackendName } from '../../tensor/backend-names.js';
import type { Embedding } from '../contract/embed.js';
import type { Explanation } from '../contract/video.js';
import { type EncodeAnswer, type EncodeFailure, type EncodeWork, encodeWork } from './encode-work.js';

/** What the encoder process does until its parent ends its input or the signal of the context aborts. */
export async function runEncoderProcess(options: {
  readonly context: PipelineContext;
  readonly backend: BackendName;
  readonly input: Readable;
  readonly print: (line: string) => void;
}): Promise<void> {
  const { context, input, print } = options;
  const session = openEncodeSession(options);
  try {
    await serveRequests({
      input,
      print,
      signal: context.signal,
      handle: (work, signal) => answer(session, { work, signal, context }),
    });
  } finally {
    await session.dispose();
  }
}

async function answer(
  session: EncodeSession,
  request: { readonly work: unknown; readonly signal: AbortSignal; readonly context: PipelineContext },
): Promise<EncodeAnswer> {
  try {
    return { result: await resultOf(session, encodeWork.parse(request.work), request.signal) };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === 'internal') request.context.logger.error({ err: error }, 'the encoder failed');
    return { failure };
  }
}

async function resultOf(session: EncodeSession, work: EncodeWork, signal: AbortSignal): Promise<unknown> {
  switch (work.kind) {
    case 'file': {
      const { path, title, tags } = work;
      const said = { ...(title === undefined ? {} : { title }), ...(tags === undefined ? {} : { tags }) };
      const { token, ...facts } = await session.embedFile({ path, ...said }, signal);
      return {
        ...facts,
        dimension: token.length,
        token: Array.from(token),
      } satisfies Omit<Embedding, 'storedAs'>;
    }
    case 'picture':
      return Array.from(await session.embedPicture(Buffer.from(work.base64, 'base64'), signal));
    case 'words':
      return Array.from(await session.embedWords(work.words, signal));
    case 'explanation':
      return explanationOf(await session.explain(work.videoId, signal));
  }
}

function explanationOf({ readOut, description, heldOut, fit }: ExplainReport): Explanation {
  const wordOf = ({ word, gain }: { readonly word: string; readonly gain: number }) => ({ word, gain });
  return {
    readOut,
    description: description?.text ?? null,
    heldOut,
    fit:
      fit === null
        ? null
        : {
            of: fit.text,
            logLikelihood: fit.ownPerWord,
            othersLogLikelihood: fit.othersPerWord,
            rank: fit.rank,
            compared: fit.otherClips + 1,
            raised: fit.raised.map(wordOf),
            lowered: fit.lowered.map(wordOf),
          },
  };
}

function failureOf(error: unknown): EncodeFailure {
  if (error instanceof InputError) return { of: 'input', code: error.code, ...factsOf(error) };
  if (error instanceof VidtokenError) return { of: 'work', code: error.code, ...factsOf(error) };
  return { of: 'work', code: 'internal', message: messageOf(error), retryable: false };
}

function factsOf({ message, hint, retryable }: InputError | VidtokenError) {
  return { message, retryable, ...(hint === undefined ? {} : { hint }) };
}

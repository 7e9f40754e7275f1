import { type Job, type Problem, ProblemError } from '../../../client/index.js';
import { client } from '../../client.js';
import { askForToken } from '../../session.js';
import type { UploadInput } from './upload-queue.js';

const UNAUTHORISED = 401;

interface SendOptions {
  readonly signal: AbortSignal;
  /** 0…1 */
  readonly onSent: (share: number) => void;
}

/**
 * Sends one file and tells how far it is: `fetch` cannot, XMLHttpRequest can.
 * @throws ProblemError when the service refuses; TypeError when it cannot be reached
 */
export function sendFile({ file, title, tags }: UploadInput, { signal, onSent }: SendOptions): Promise<Job> {
  const form = new FormData();
  if (title !== undefined && title !== '') form.append('title', title);
  if (tags !== undefined && tags !== '') form.append('tags', tags);
  form.append('file', file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', client.url.addVideo({ file }));
    request.responseType = 'text';
    request.upload.onprogress = ({ loaded, total }) => onSent(total === 0 ? 1 : loaded / total);
    request.onload = () => {
      if (request.status === UNAUTHORISED) askForToken();
      if (request.status < 300) resolve(JSON.parse(request.responseText) as Job);
      else reject(problemOf(request));
    };
    request.onerror = () => reject(new TypeError('Failed to fetch: the connection broke while sending.'));
    request.onabort = () => reject(new DOMException('The upload was cancelled.', 'AbortError'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    if (signal.aborted) request.abort();
    else request.send(form);
  });
}

function problemOf(request: XMLHttpRequest): ProblemError {
  const retryAfter = Number(request.getResponseHeader('retry-after') ?? Number.NaN);
  return new ProblemError(
    parseProblem(request.responseText) ?? {
      type: 'about:blank',
      title: request.statusText,
      status: request.status,
      code: 'unexpected-answer',
      detail: `The service answered with status ${request.status} and no reason.`,
      instance: request.getResponseHeader('x-request-id') ?? '',
    },
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}

function parseProblem(text: string): Problem | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'code' in value ? (value as Problem) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

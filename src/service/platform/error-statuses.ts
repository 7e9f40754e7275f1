import type { ErrorCode } from '../../core/errors.js';

interface WireError {
  readonly status: number;
  /** Said instead of the message where that would tell callers about the machine; the message is logged. */
  readonly detail?: string;
  /** Seconds after which the same request may succeed. */
  readonly retryAfterSeconds?: number;
}

/** How the errors of the product itself are answered; their codes go out as they are. */
export const ERROR_STATUSES: Readonly<Record<ErrorCode, WireError>> = {
  usage: { status: 400 },
  'invalid-value': { status: 400 },
  'no-such-video': { status: 404 },
  'no-such-user': { status: 404 },
  configuration: { status: 409 },
  'space-mismatch': { status: 409 },
  'extractor-mismatch': { status: 409 },
  'weights-missing': { status: 409, detail: 'The weights of a pretrained model are missing.' },
  'no-model': { status: 409 },
  'too-few-videos': { status: 409 },
  'checkpoint-invalid': { status: 409, detail: 'The saved model cannot be used.' },
  'store-locked': { status: 503, detail: 'Another process writes to the store.', retryAfterSeconds: 5 },
  'store-unwritable': { status: 503, detail: 'The store cannot be written.' },
  'store-corrupt': { status: 503, detail: 'The store is damaged.' },
  'disk-full': { status: 503, detail: 'The disk of the service is full.' },
  'missing-tool': { status: 503, detail: 'A program that the service needs is not installed.' },
  'download-failed': { status: 503, detail: 'A pretrained model could not be downloaded.' },
  'backend-unavailable': { status: 503, detail: 'No compute backend is available.' },
  'describer-unavailable': { status: 503, detail: 'The describer is not available.' },
  interrupted: { status: 503, detail: 'The work was stopped.', retryAfterSeconds: 5 },
  'training-diverged': { status: 500, detail: 'Training diverged.' },
  internal: { status: 500, detail: 'Something went wrong inside the service.' },
};

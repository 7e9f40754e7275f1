import { ProblemError } from '../problem-error.js';

const RETRY_AFTER_SECONDS = 10;

/** How many bodies may come at the same time: each takes room on the disk before anybody looks at it. */
export interface UploadSlots {
  /** @returns gives the slot back. @throws ProblemError 429 `queue-full` */
  take(): () => void;
}

export function createUploadSlots(most: () => number): UploadSlots {
  let taken = 0;
  return {
    take() {
      if (taken >= most()) throw queueFull();
      taken += 1;
      return () => {
        taken -= 1;
      };
    },
  };
}

function queueFull(): ProblemError {
  return new ProblemError({
    status: 429,
    code: 'queue-full',
    message: 'Too many files are coming or waiting already.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

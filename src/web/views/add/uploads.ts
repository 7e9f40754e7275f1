import { type ReadonlySignal, signal } from '@preact/signals';
import { libraryChanged } from '../../changes.js';
import { client } from '../../client.js';
import { followPatiently } from './follow-patiently.js';
import { retryAfterSeconds } from './retry-after.js';
import { sendFile } from './send-file.js';
import { createUploadQueue, hasEnded, type Upload } from './upload-queue.js';

const list = signal<readonly Upload[]>([]);

/** Uploads of this page. They go on while another view is open. */
export const uploads: ReadonlySignal<readonly Upload[]> = list;

export const uploadQueue = createUploadQueue({
  send: sendFile,
  follow: (id, abort) => followPatiently({ client, id, signal: abort, sleep }),
  cancelJob: (id) => client.cancelJob({ id }),
  retryAfterSeconds,
  sleep,
  onChange: (next) => {
    const endedBefore = list.value.filter(hasEnded).length;
    list.value = next;
    if (next.filter(hasEnded).length > endedBefore) libraryChanged();
  },
});

// Leaving the page would end what is being sent.
window.addEventListener('beforeunload', (event) => {
  if (list.value.some(({ phase }) => ['waiting', 'sending', 'held'].includes(phase))) event.preventDefault();
});

function sleep(seconds: number, abort: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    abort.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(new DOMException('Cancelled.', 'AbortError'));
      },
      { once: true },
    );
  });
}

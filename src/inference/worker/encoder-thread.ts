import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type EncoderKind, openEncoder } from '../encoders/open-encoder.js';
import { toErrorMessage } from './error-message.js';
import type { WorkerAnswer, WorkerRequest, WorkerStart } from './worker-messages.js';

/** What runs in a thread of its own: one model. Requests are answered one after the other. */
function serve<Kind extends EncoderKind>(start: WorkerStart<Kind>, port: MessagePort): void {
  const opening = openEncoder(start.kind, start.options);
  // Whoever asks for rows is told.
  opening.catch(() => {});
  const handle = async (request: WorkerRequest<Kind>): Promise<Float32Array[]> => {
    const encoder = await opening;
    if ('items' in request) return encoder.encode(request.items);
    await encoder.dispose();
    return [];
  };
  let last = Promise.resolve();
  port.on('message', (request: WorkerRequest<Kind>) => {
    last = last.then(async () => {
      const { callId } = request;
      try {
        const rows = (await handle(request)).map((row) => new Float32Array(row));
        send({ callId, rows }, rows);
      } catch (error) {
        send({ callId, error: toErrorMessage(error) });
      }
    });
  });

  /** The rows are handed over, not copied. */
  function send(answer: WorkerAnswer, rows: readonly Float32Array<ArrayBuffer>[] = []): void {
    port.postMessage(
      answer,
      rows.map(({ buffer }) => buffer),
    );
  }
}

if (parentPort === null) throw new RangeError('This file is started as a worker thread, not by itself.');
serve(workerData, parentPort);

import { Worker } from 'node:worker_threads';
import { InputError, messageOf } from '../../core/errors.js';
import type { Encoder } from '../encoders/encoder.js';
import type { EncoderItem, EncoderKind, ItemOf, OptionsOf } from '../encoders/open-encoder.js';
import { fromErrorMessage } from './error-message.js';
import type { WorkerAnswer, WorkerRequest, WorkerStart } from './worker-messages.js';

interface Call {
  resolve(rows: Float32Array[]): void;
  reject(error: unknown): void;
}

/**
 * Loads a model in a thread of its own: whoever asks is not blocked while it computes. Calls are answered in their
 * order, one at a time. An idle thread does not keep the process alive.
 *
 * Errors are those of the encoder. When the thread dies, every waiting call gets an InputError `extraction-failed` that
 * may be tried again.
 */
export function startEncoderThread<Kind extends EncoderKind>(
  kind: Kind,
  options: OptionsOf<Kind>,
): Encoder<ItemOf<Kind>> {
  const start: WorkerStart<Kind> = { kind, options };
  const worker = new Worker(threadFile(), { workerData: start });
  const calls = new Map<number, Call>();
  let lastCallId = 0;
  let death: InputError | undefined;

  const settle = (callId: number): Call | undefined => {
    const call = calls.get(callId);
    calls.delete(callId);
    if (calls.size === 0) worker.unref();
    return call;
  };
  const die = (reason: string): void => {
    death ??= threadDied(reason);
    for (const callId of [...calls.keys()]) settle(callId)?.reject(death);
  };
  worker.unref();
  worker.on('error', (error) => die(messageOf(error)));
  worker.on('exit', (code) => die(`it ended with code ${code}`));
  worker.on('message', (answer: WorkerAnswer) => {
    const call = settle(answer.callId);
    if ('error' in answer) call?.reject(fromErrorMessage(answer.error));
    else call?.resolve([...answer.rows]);
  });

  const ask = (request: WorkerRequest<Kind>, transfer: readonly ArrayBuffer[]): Promise<Float32Array[]> =>
    new Promise((resolve, reject) => {
      if (death !== undefined) {
        reject(death);
        return;
      }
      calls.set(request.callId, { resolve, reject });
      worker.ref();
      worker.postMessage(request, transfer);
    });

  return {
    encode(items) {
      const own = items.map(ownCopy);
      lastCallId += 1;
      return ask(
        { callId: lastCallId, items: own.map(({ item }) => item) },
        own.flatMap(({ memory }) => memory),
      );
    },
    async dispose() {
      lastCallId += 1;
      // A model that could not be opened, or a dead thread, holds nothing.
      await ask({ callId: lastCallId, dispose: true }, []).catch(() => []);
      await worker.terminate();
    },
  };
}

/** A thread runs JavaScript; where the sources themselves are run (tests), the compiled program lies in `dist`. */
function threadFile(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(
    isSource ? '../../../dist/src/inference/worker/encoder-thread.js' : './encoder-thread.js',
    import.meta.url,
  );
}

/** A copy that can be handed over: what is sent is gone here, and a view would take all of its buffer along. */
function ownCopy<Item extends EncoderItem>(
  item: Item,
): { readonly item: Item; readonly memory: readonly ArrayBuffer[] } {
  if ('text' in item) return { item, memory: [] };
  if ('rgb' in item) {
    const rgb = new Uint8Array(item.rgb);
    return { item: { ...item, rgb }, memory: [rgb.buffer] };
  }
  const samples = new Float32Array(item.samples);
  return { item: { ...item, samples }, memory: [samples.buffer] };
}

function threadDied(reason: string): InputError {
  return new InputError({
    code: 'extraction-failed',
    message: `The thread that runs the model died: ${reason}.`,
    hint: 'Run the command again; if it stays so, lower --concurrency: the machine may be short of memory.',
    retryable: true,
  });
}

import { BUFFER_USAGE, type DawnBuffer, type DawnDevice, MAP_MODE_READ } from './dawn.js';

/** Copies a buffer of the GPU to the host and waits for it. @throws when the device failed. */
export type DeviceReader = (source: DawnBuffer) => ArrayBuffer;

/**
 * A reader that blocks until the GPU is done, as a `dataSync` must.
 * WebGPU itself only offers `mapAsync`. Dawn for Node ends it in a callback that it hands to the global
 * `setImmediate`; while a buffer is being mapped, that callback is caught and called here, again and again, instead
 * of by the event loop. `setImmediate` is replaced for the duration of a single call into Dawn, never across one
 * into JavaScript of others. `startWebgpu` proves at start-up that this works with the installed version.
 */
export function createDeviceReader(device: DawnDevice): DeviceReader {
  let fault: string | undefined;
  // Out of memory and invalid programs do not throw in WebGPU: every later result would silently be zeros.
  device.addEventListener('uncapturederror', ({ error }) => {
    fault ??= error.message;
  });
  return (source) => {
    const { size } = source;
    const staging = device.createBuffer({
      size,
      usage: BUFFER_USAGE.mapRead | BUFFER_USAGE.copyDestination,
    });
    try {
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(source, 0, staging, 0, size);
      device.queue.submit([encoder.finish()]);
      mapNow(staging, (error) => {
        fault ??= String(error);
      });
      if (fault !== undefined) throw new Error(`the GPU reported: ${fault}`);
      return staging.getMappedRange().slice(0);
    } finally {
      staging.destroy();
    }
  };
}

type Callback = () => void;

function mapNow(buffer: DawnBuffer, onFailure: (error: unknown) => void): void {
  let waiting = caught(() => {
    buffer.mapAsync(MAP_MODE_READ).catch(onFailure);
  });
  while (buffer.mapState === 'pending') {
    if (waiting.length === 0) throw new Error('this version of Dawn cannot be read synchronously');
    const callbacks = waiting;
    waiting = caught(() => {
      for (const callback of callbacks) callback();
    });
  }
  if (buffer.mapState !== 'mapped')
    throw new Error('a buffer of the GPU cannot be read: the device was lost');
}

/** What is handed to `setImmediate` while a piece of work runs. */
function caught(work: Callback): Callback[] {
  const callbacks: Callback[] = [];
  const original = globalThis.setImmediate;
  const catching = (callback: Callback): void => {
    callbacks.push(callback);
  };
  globalThis.setImmediate = catching as unknown as typeof setImmediate;
  try {
    work();
  } finally {
    globalThis.setImmediate = original;
  }
  return callbacks;
}

import { type ReadonlySignal, signal } from '@preact/signals';
import { forgetResponses } from './hooks/use-request.js';

const version = signal(0);

/** Raised when videos were added or removed here, so that lists are asked for anew. */
export const libraryVersion: ReadonlySignal<number> = version;

export function libraryChanged(): void {
  forgetResponses();
  version.value += 1;
}

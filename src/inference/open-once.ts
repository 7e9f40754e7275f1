import { untilAborted } from '../core/async/until-aborted.js';
/** Something that is made when it is first needed, once for all who need it. */
export interface OpenedOnce<Resource> {
  /** @throws what making it throws, after which it may be tried again; the signal's reason after an abort */
  open(signal: AbortSignal): Promise<Resource>;
  /** Disposes of what was made, and ends what is being made. */
  dispose(): Promise<void>;
}

/** @param make its signal aborts when the resource is disposed of, not with the one who asked first */
export function openOnce<Resource extends { dispose(): Promise<void> }>(
  make: (signal: AbortSignal) => Promise<Resource>,
): OpenedOnce<Resource> {
  const closing = new AbortController();
  let made: Promise<Resource> | undefined;
  return {
    open(signal) {
      made ??= make(closing.signal).catch((error: unknown) => {
        made = undefined;
        throw error;
      });
      return untilAborted(made, signal);
    },
    async dispose() {
      closing.abort(new Error('It was disposed of while it was opened.'));
      // What could not be made has told so to whoever asked for it, and holds nothing.
      await made?.then(
        (resource) => resource.dispose(),
        () => {},
      );
      made = undefined;
    },
  };
}

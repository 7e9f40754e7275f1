import { VidtokenError } from '../../src/core/errors.js';
import type { VideoStore } from '../../src/core/store.js';
import { type LanceVideoStore, openStore } from '../../src/store/open-store.js';
import type { PipelineContext } from '../context.js';

/** Runs some reading work on the store and closes it whatever happens. No lock is taken. */
export async function withStore<Result>(
  context: PipelineContext,
  work: (store: VideoStore) => Promise<Result>,
): Promise<Result> {
  return closing(await open(context, 'read', 'read'), work);
}

/** The same where there may be no store yet, or one that was killed while it was made; nothing is created. */
export async function withStoreIfAny<Result>(
  context: PipelineContext,
  work: (store: VideoStore | undefined) => Promise<Result>,
): Promise<Result> {
  const store = await open(context, 'read', 'read').catch((error: unknown) => {
    if (error instanceof VidtokenError && error.code === 'configuration') return undefined;
    throw error;
  });
  return store === undefined ? work(undefined) : closing(store, work);
}

/** The same as the one writer of an existing store. */
export async function withWritableStore<Result>(
  { context, command }: { readonly context: PipelineContext; readonly command: string },
  work: (store: VideoStore) => Promise<Result>,
): Promise<Result> {
  return closing(await open(context, 'write', command), work);
}

function open(
  { clock, logger, dataFolder }: PipelineContext,
  mode: 'read' | 'write',
  command: string,
): Promise<LanceVideoStore> {
  return openStore({ folder: dataFolder, mode, command, clock, logger });
}

async function closing<Result>(
  store: VideoStore,
  work: (store: VideoStore) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

import type { VideoStore } from '../../src/core/store.js';
import { openStore } from '../../src/store/open-store.js';
import { readStoreFile } from '../../src/store/store-file.js';
import type { PipelineContext } from '../context.js';

/** Runs some reading work on the store and closes it whatever happens. No lock is taken. */
export async function withStore<Result>(
  context: PipelineContext,
  work: (store: VideoStore) => Promise<Result>,
): Promise<Result> {
  return withOpenStore({ context, mode: 'read', command: 'read' }, work);
}

/** The same where there may be no store yet; nothing is created. */
export async function withStoreIfAny<Result>(
  context: PipelineContext,
  work: (store: VideoStore | undefined) => Promise<Result>,
): Promise<Result> {
  const exists = (await readStoreFile(context.dataFolder)) !== undefined;
  return exists ? withStore(context, work) : work(undefined);
}

/** The same as the one writer of an existing store. */
export async function withWritableStore<Result>(
  options: { readonly context: PipelineContext; readonly command: string },
  work: (store: VideoStore) => Promise<Result>,
): Promise<Result> {
  return withOpenStore({ ...options, mode: 'write' }, work);
}

async function withOpenStore<Result>(
  options: { readonly context: PipelineContext; readonly command: string; readonly mode: 'read' | 'write' },
  work: (store: VideoStore) => Promise<Result>,
): Promise<Result> {
  const { context, command, mode } = options;
  const { clock, logger, dataFolder } = context;
  const store = await openStore({ folder: dataFolder, mode, command, clock, logger });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

import type { PipelineContext } from '../../../pipelines/context.js';
import { VidtokenError } from '../../core/errors.js';
import type { VideoStore } from '../../core/store.js';
import { openStore } from '../../store/open-store.js';
import { storeIdentity } from '../../store/store-identity.js';

/** One open store that many read at the same time; it is closed when it was replaced and the last reader is done. */
export interface StoreLender {
  /** @throws VidtokenError `configuration` where there is no store */
  read<Result>(work: (store: VideoStore) => Promise<Result>): Promise<Result>;
  /** Opens the store anew when it is another one than before. @returns which one it is, undefined where there is none yet */
  renew(): Promise<string | undefined>;
  close(): Promise<void>;
}

interface OpenedStore {
  readonly store: VideoStore;
  readonly identity: string;
  readers: number;
  isReplaced: boolean;
}

export function createStoreLender(context: PipelineContext): StoreLender {
  const { dataFolder: folder, clock, logger } = context;
  const open = () => openStore({ folder, mode: 'read', command: 'serve', clock, logger });
  let current: OpenedStore | undefined;

  const replace = async (next: OpenedStore | undefined): Promise<void> => {
    const before = current;
    current = next;
    if (before === undefined) return;
    before.isReplaced = true;
    if (before.readers === 0) await before.store.close();
  };
  const renew = async (): Promise<string | undefined> => {
    const identity = await storeIdentity(folder);
    if (identity !== undefined && identity === current?.identity) return identity;
    const store = identity === undefined ? undefined : await openIfAny(open);
    const isOpen = identity !== undefined && store !== undefined;
    await replace(isOpen ? { store, identity, readers: 0, isReplaced: false } : undefined);
    return current?.identity;
  };

  return {
    async read(work) {
      if (current === undefined) await renew();
      const lent = current ?? raiseNoStore(folder);
      lent.readers += 1;
      try {
        return await work(lent.store);
      } finally {
        lent.readers -= 1;
        if (lent.isReplaced && lent.readers === 0) await lent.store.close();
      }
    },
    renew,
    close: () => replace(undefined),
  };
}

/** A store that is being made for the first time has a description before it has tables. */
async function openIfAny(open: () => Promise<VideoStore>): Promise<VideoStore | undefined> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof VidtokenError && error.code === 'configuration') return undefined;
    throw error;
  }
}

function raiseNoStore(folder: string): never {
  throw new VidtokenError({
    code: 'configuration',
    message: `There is no store at ${folder} yet.`,
    hint: 'Add a video, or run: vidtoken embed <folder>',
    facts: { folder },
  });
}

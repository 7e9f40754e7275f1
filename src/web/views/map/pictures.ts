/** Thumbnails as they are needed; few at a time, and the ones used last are kept. */
export interface Pictures {
  /** The picture, once it is loaded; asking for it is what loads it. */
  get(id: string): HTMLImageElement | undefined;
  close(): void;
}

const KEPT = 600;
const LOADED_AT_ONCE = 8;

export function createPictures({
  addressOf,
  onLoad,
}: {
  readonly addressOf: (id: string) => string;
  readonly onLoad: () => void;
}): Pictures {
  const known = new Map<string, HTMLImageElement | 'waits' | 'missing'>();
  let queue: string[] = [];
  let loading = 0;
  let isClosed = false;

  const loadNext = (): void => {
    while (loading < LOADED_AT_ONCE && !isClosed) {
      const id = queue.pop();
      if (id === undefined) return;
      loading += 1;
      const image = new Image();
      const end = (result: HTMLImageElement | 'missing') => {
        loading -= 1;
        known.set(id, result);
        if (isClosed) return;
        if (result !== 'missing') onLoad();
        loadNext();
      };
      image.onload = () => end(image);
      image.onerror = () => end('missing');
      image.src = addressOf(id);
    }
  };
  const forgetOldest = (): void => {
    for (const [id, picture] of known) {
      if (known.size <= KEPT) return;
      if (picture !== 'waits') known.delete(id);
    }
  };

  return {
    get: (id) => {
      const picture = known.get(id);
      if (picture === undefined) {
        known.set(id, 'waits');
        // What was asked for last is in sight now.
        queue = [...queue.filter((waiting) => waiting !== id), id];
        forgetOldest();
        loadNext();
        return undefined;
      }
      return picture instanceof HTMLImageElement ? picture : undefined;
    },
    close: () => {
      isClosed = true;
      queue = [];
    },
  };
}

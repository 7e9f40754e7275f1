import type { Encoder } from '../encoders/encoder.js';

/** One opened encoder and what is known about its use. */
interface Life<Item> {
  readonly encoder: Promise<Encoder<Item>>;
  /** Resolves when it holds nothing any more. */
  readonly over: Promise<void>;
  /** To be called once, when no call is under way. */
  end(): void;
  itemsLeft: number;
  callsUnderWay: number;
}

/**
 * Opens an encoder with the first call and a new one after so many items: runtimes of models lose memory over long
 * batches, and the end of their thread gives it back. An encoder that failed once is not asked again either. The
 * numbers do not depend on it.
 *
 * @param open starts one; it is not called before the one before it is freed
 */
export function renewedEncoder<Item>(
  open: () => Promise<Encoder<Item>>,
  itemsPerLife: number,
): Encoder<Item> {
  let current: Life<Item> | undefined;
  let over = Promise.resolve();

  const begin = (): Life<Item> => {
    const life = startLife(over.then(open), itemsPerLife);
    over = life.over;
    return life;
  };
  /** Nobody asks it any more; it ends with its last call. */
  const retire = (life: Life<Item>): void => {
    if (current === life) current = undefined;
    if (life.callsUnderWay === 0) life.end();
  };

  return {
    async encode(items) {
      current ??= begin();
      const life = current;
      life.callsUnderWay += 1;
      life.itemsLeft -= items.length;
      let isGood = false;
      try {
        const rows = await (await life.encoder).encode(items);
        isGood = true;
        return rows;
      } finally {
        life.callsUnderWay -= 1;
        if (!isGood || life.itemsLeft <= 0 || life !== current) retire(life);
      }
    },
    async dispose() {
      if (current !== undefined) retire(current);
      await over;
    },
  };
}

function startLife<Item>(encoder: Promise<Encoder<Item>>, itemsLeft: number): Life<Item> {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const over = ended.then(async () => {
    // One that could not be opened has told so to whoever asked, and holds nothing.
    const opened = await encoder.catch(() => undefined);
    await opened?.dispose();
  });
  return { encoder, over, end: () => end(), itemsLeft, callsUnderWay: 0 };
}

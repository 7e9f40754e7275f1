/** Something costly that is kept open until another one is wanted. */
export interface Held<Thing> {
  /** Opens the thing of this key, unless it is the one that is held; another one is closed before. */
  of(key: string, open: () => Promise<Thing>): Promise<Thing>;
  close(): Promise<void>;
}

/** For callers that come one after the other. What could not be opened is tried again by the next one. */
export function holdOne<Thing>(dispose: (thing: Thing) => Promise<void> | void): Held<Thing> {
  let held: { readonly key: string; readonly thing: Thing } | undefined;
  const close = async (): Promise<void> => {
    const last = held;
    held = undefined;
    if (last !== undefined) await dispose(last.thing);
  };
  return {
    async of(key, open) {
      if (held?.key !== key) {
        await close();
        held = { key, thing: await open() };
      }
      return held.thing;
    },
    close,
  };
}

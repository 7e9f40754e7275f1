/** The part of `localStorage` that is needed. */
export interface TextStore {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
}

const NAME = 'vidtoken.feed.user';
const FORM = /^browser-[0-9a-f-]{36}$/;

/** A random name for whoever sits at this browser; it says nothing about them, and lasts until they start anew. */
export function feedUser(store: TextStore, randomUuid: () => string): string {
  const known = readStore(store);
  return known !== null && FORM.test(known) ? known : newFeedUser(store, randomUuid);
}

/** Forgets the name of before: the next recommendations know nothing. */
export function newFeedUser(store: TextStore, randomUuid: () => string): string {
  const user = `browser-${randomUuid()}`;
  try {
    store.setItem(NAME, user);
  } catch (error) {
    // A private window may refuse to store anything: the name then lasts as long as the page.
    if (!(error instanceof Error)) throw error;
  }
  return user;
}

function readStore(store: TextStore): string | null {
  try {
    return store.getItem(NAME);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return null;
  }
}

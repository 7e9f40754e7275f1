export interface ResponseCache {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  forget(prefix: string): void;
}

/** Remembers the answers that were used last, at most `size` of them. */
export function createResponseCache(size: number): ResponseCache {
  const entries = new Map<string, unknown>();
  return {
    get(key) {
      const value = entries.get(key);
      if (value !== undefined) {
        entries.delete(key);
        entries.set(key, value);
      }
      return value;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      for (const oldest of entries.keys()) {
        if (entries.size <= size) break;
        entries.delete(oldest);
      }
    },
    forget(prefix) {
      for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key);
    },
  };
}

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { createResponseCache } from './response-cache.js';

export interface RequestState<Data> {
  /** The newest answer for this key; while another one loads, the former answer. */
  readonly data: Data | undefined;
  readonly error: unknown;
  /** A request is under way; with `data` it is a refresh. */
  readonly isLoading: boolean;
  /** `data` belongs to a former key. */
  readonly isStale: boolean;
  /** Asks again, past what is remembered. */
  readonly reload: () => void;
}

const remembered = createResponseCache(60);

/** Forgets answers whose key starts with `prefix`, after something was changed. */
export function forgetResponses(prefix = ''): void {
  remembered.forget(prefix);
}

/**
 * Loads by key: a new key aborts the former request and keeps its answer on show until the new one is there.
 * A remembered answer is shown at once and refreshed behind. Without a key nothing is asked.
 */
export function useRequest<Data>(
  key: string | undefined,
  load: (signal: AbortSignal) => Promise<Data>,
): RequestState<Data> {
  const [shown, setShown] = useState<{ key?: string; data?: Data; error?: unknown }>({});
  const [isLoading, setIsLoading] = useState(key !== undefined);
  const [round, setRound] = useState(0);
  const newestLoad = useRef(load);
  newestLoad.current = load;

  useEffect(() => {
    if (key === undefined) {
      setShown({});
      setIsLoading(false);
      return undefined;
    }
    const abort = new AbortController();
    const known = remembered.get(key) as Data | undefined;
    if (known !== undefined) setShown({ key, data: known });
    setIsLoading(true);
    newestLoad.current(abort.signal).then(
      (data) => {
        if (abort.signal.aborted) return;
        remembered.set(key, data);
        setShown({ key, data });
        setIsLoading(false);
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setShown({ key, error });
        setIsLoading(false);
      },
    );
    return () => abort.abort();
  }, [key, round]);

  const reload = useCallback(() => setRound((count) => count + 1), []);
  return {
    data: shown.data,
    error: shown.key === key ? shown.error : undefined,
    isLoading,
    isStale: shown.key !== key,
    reload,
  };
}

/** Aborts when nothing has happened for a while. */
export interface StallWatch {
  readonly signal: AbortSignal;
  /** Something happened. */
  reset(): void;
  stop(): void;
}

/** @param stallMs longest silence, counted from now and from every `reset` */
export function stallWatch(stallMs: number): StallWatch {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), stallMs);
  return {
    signal: controller.signal,
    reset: () => {
      timer.refresh();
    },
    stop: () => clearTimeout(timer),
  };
}

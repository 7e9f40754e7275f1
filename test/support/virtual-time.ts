import type { Clock, Sleep } from '../../src/core/runtime.js';

interface Timer {
  readonly atMs: number;
  ring(): void;
}

export interface VirtualTime {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Lengths of all sleeps that were asked for, in their order. */
  readonly slept: readonly number[];
  /** Sleeps that have neither ended nor been called off. */
  readonly sleeping: number;
  /** Lets everything happen that is due within so many milliseconds, timer by timer. */
  advance(ms: number): Promise<void>;
  /** Lets time pass, as fast as possible, until the promise is settled. */
  finish<Value>(promise: Promise<Value>): Promise<Value>;
}

/** Lets everything that is ready run. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Turns within which work that takes no time is done: stores and queues hand on from one to the next. */
const TURNS = 8;
/** Times of quiet without any timer after which nothing will happen any more. */
const PATIENCE = 20;

async function untilQuiet(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await settle();
}

/** A clock that stands still until the test moves it. */
export function virtualTime(): VirtualTime {
  let nowMs = 0;
  const timers = new Set<Timer>();
  const slept: number[] = [];

  const sleep: Sleep = (ms, signal) => {
    slept.push(ms);
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const onAbort = (): void => {
        timers.delete(timer);
        reject(signal.reason);
      };
      const timer: Timer = {
        atMs: nowMs + ms,
        ring() {
          timers.delete(timer);
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      timers.add(timer);
    });
  };

  const ringNext = (untilMs: number): boolean => {
    const [next] = [...timers].sort((left, right) => left.atMs - right.atMs);
    if (next === undefined || next.atMs > untilMs) return false;
    nowMs = Math.max(nowMs, next.atMs);
    next.ring();
    return true;
  };

  return {
    clock: () => nowMs,
    sleep,
    slept,
    get sleeping() {
      return timers.size;
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      do await untilQuiet();
      while (ringNext(untilMs));
      nowMs = untilMs;
    },
    async finish(promise) {
      let isSettled = false;
      const watched = promise.finally(() => {
        isSettled = true;
      });
      watched.catch(() => 'the caller hears of it');
      for (let idle = 0; !isSettled && idle < PATIENCE; idle += 1) {
        await untilQuiet();
        if (!isSettled && ringNext(Number.POSITIVE_INFINITY)) idle = 0;
      }
      if (!isSettled) throw new Error('Nothing is left that could settle the promise.');
      return watched;
    },
  };
}

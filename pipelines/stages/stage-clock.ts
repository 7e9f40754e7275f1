import type { StageTimings } from '../../src/core/reports/stage-timings.js';
import type { Clock } from '../../src/core/runtime.js';

/** Adds up wall-clock seconds and items per stage. */
export interface StageClock {
  /** Times the work and counts `items` for it when it succeeds. */
  time<Result>(stage: string, items: number, work: () => Promise<Result>): Promise<Result>;
  /** Counts items whose number is known only afterwards. */
  count(stage: string, items: number): void;
  /** Seconds since the clock was made. */
  seconds(): number;
  timings(): StageTimings;
}

const MILLISECONDS = 1000;

export function createStageClock(clock: Clock): StageClock {
  const startedAtMs = clock();
  const stages = new Map<string, { milliseconds: number; items: number }>();
  const stageOf = (name: string) => {
    const known = stages.get(name) ?? { milliseconds: 0, items: 0 };
    stages.set(name, known);
    return known;
  };
  return {
    async time(name, items, work) {
      const stage = stageOf(name);
      const beganAtMs = clock();
      try {
        const result = await work();
        stage.items += items;
        return result;
      } finally {
        stage.milliseconds += clock() - beganAtMs;
      }
    },
    count(name, items) {
      stageOf(name).items += items;
    },
    seconds: () => (clock() - startedAtMs) / MILLISECONDS,
    timings: () =>
      Object.fromEntries(
        [...stages].map(([name, { milliseconds, items }]) => [
          name,
          { seconds: milliseconds / MILLISECONDS, items },
        ]),
      ),
  };
}

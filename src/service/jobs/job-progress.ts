import type { Clock, Progress, ProgressStage } from '../../core/runtime.js';
import type { JobStage } from '../contract/job.js';

const INTERVAL_MS = 250;

/**
 * Progress that is told as a list of all stages so far: at once when a stage begins or ends, and at most every quarter
 * of a second between.
 */
export function createJobProgress(options: {
  readonly clock: Clock;
  readonly onStages: (stages: readonly JobStage[]) => void;
}): Progress {
  const { clock, onStages } = options;
  const stages: JobStage[] = [];
  let lastToldMs = 0;
  const tell = (): void => {
    lastToldMs = clock();
    onStages(stages.map((stage) => ({ ...stage })));
  };
  const tellSometimes = (): void => {
    if (clock() - lastToldMs >= INTERVAL_MS) tell();
  };
  return {
    stage({ name, unit, total }): ProgressStage {
      const stage: JobStage = { name, unit, finished: 0, total: total ?? null, note: null, isDone: false };
      stages.push(stage);
      tell();
      return {
        advance(items, note) {
          stage.finished += items;
          if (note !== undefined) stage.note = note;
          tellSometimes();
        },
        setTotal(value) {
          stage.total = value;
          tellSometimes();
        },
        done() {
          stage.isDone = true;
          tell();
        },
      };
    },
  };
}

/** The part of a job that its progress is read from. */
interface ProgressingJob {
  readonly state: string;
  readonly place: number | null;
  readonly waitsFor: string | null;
  readonly stages: readonly {
    readonly name: string;
    readonly unit: string;
    readonly finished: number;
    readonly total: number | null;
    readonly isDone: boolean;
  }[];
}

/** What a job is doing, in a line, and how much of its stage is done (0…1; undefined when that is not known). */
export function progressOf(job: ProgressingJob): { readonly text: string; readonly part?: number } {
  if (job.state === 'queued') {
    return { text: job.place === null || job.place === 0 ? 'waits' : `waits for ${job.place} before it` };
  }
  if (job.waitsFor !== null) return { text: `waits: ${job.waitsFor}` };
  const stage = job.stages.find(({ isDone }) => !isDone) ?? job.stages.at(-1);
  if (job.state !== 'running' || stage === undefined) return { text: job.state };
  if (stage.total === null || stage.total === 0)
    return { text: `${stage.name} ${stage.finished} ${stage.unit}` };
  return {
    text: `${stage.name} ${stage.finished} of ${stage.total} ${stage.unit}`,
    part: Math.min(stage.finished / stage.total, 1),
  };
}

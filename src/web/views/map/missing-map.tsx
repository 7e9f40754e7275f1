import { useEffect, useRef, useState } from 'preact/hooks';
import { followJob, type Job } from '../../../client/index.js';
import { client } from '../../client.js';
import { Button } from '../../ui/button.jsx';
import { Empty } from '../../ui/empty.jsx';
import { Failure } from '../../ui/failure.jsx';
import { progressOf } from './job-progress.js';

/** There is no map yet: says what it is, and makes one. */
export function MissingMap({ onMade }: { readonly onMade: () => void }) {
  const { job, error, start, isBusy } = useMapJob(onMade);
  return (
    <Empty
      icon="map"
      title="There is no map yet"
      actions={
        <Button kind="primary" disabled={isBusy} onClick={start}>
          {isBusy ? 'Computing the map …' : 'Compute the map'}
        </Button>
      }
    >
      <p>
        The map lays all video tokens out on a plane, so that clips that are alike stand side by side. It is
        computed once (UMAP) and kept; a thousand videos take some seconds.
      </p>
      {job !== undefined && <JobProgress job={job} />}
      {error !== undefined && <Failure isInline title="The map could not be computed" error={error} />}
    </Empty>
  );
}

/** Starts the job that computes the map and follows it to its end. */
export function useMapJob(onMade: () => void) {
  const [job, setJob] = useState<Job | undefined>(undefined);
  const [error, setError] = useState<unknown>(undefined);
  const [isBusy, setBusy] = useState(false);
  const abort = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  const follow = async (signal: AbortSignal) => {
    const made = await client.makeMap({}, { signal });
    let last = made;
    setJob(made);
    for await (const state of followJob(client, made.id, { signal })) {
      last = state;
      setJob(state);
    }
    if (last.state === 'done') onMade();
    else throw new Error(last.error?.message ?? `The job is ${last.state}.`);
  };
  const start = () => {
    const controller = new AbortController();
    abort.current = controller;
    setError(undefined);
    setJob(undefined);
    setBusy(true);
    follow(controller.signal)
      .catch((reason: unknown) => {
        if (!controller.signal.aborted) setError(reason);
      })
      .finally(() => {
        if (!controller.signal.aborted) setBusy(false);
      });
  };
  return { job, error, start, isBusy };
}

export function JobProgress({ job }: { readonly job: Job }) {
  const { text, part } = progressOf(job);
  return (
    <div class="map-progress" role="status">
      <progress aria-label="Progress" {...(part === undefined ? {} : { value: part })} max={1} />
      <span>{text}</span>
    </div>
  );
}

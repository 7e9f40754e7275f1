import type { Job } from '../../../client/index.js';
import { libraryVersion } from '../../changes.js';
import { client } from '../../client.js';
import { describeError } from '../../describe-error.js';
import { useRequest } from '../../hooks/use-request.js';
import { Button } from '../../ui/button.jsx';
import { Failure } from '../../ui/failure.jsx';
import { Skeleton } from '../../ui/loading.jsx';
import { say } from '../../ui/toasts.js';
import { JobEnding } from './job-ending.jsx';
import { StageList } from './stage-list.jsx';
import { StateMark } from './state-mark.jsx';

const SHOWN = 20;

interface RecentJobsProps {
  /** Jobs of uploads that stand above already. */
  readonly except: readonly string[];
  readonly mayCancel: boolean;
}

/** What the service did lately, whoever asked for it. */
export function RecentJobs({ except, mayCancel }: RecentJobsProps) {
  const { data, error, isLoading, reload } = useRequest(`jobs ${libraryVersion.value}`, (signal) =>
    client.listJobs({ limit: SHOWN }, { signal }),
  );
  const jobs = data?.jobs.filter(({ id }) => !except.includes(id)) ?? [];
  const cancel = async (id: string) => {
    try {
      await client.cancelJob({ id });
    } catch (reason) {
      say(describeError(reason).detail, 'bad');
    }
    reload();
  };
  return (
    <section class="add-block" aria-busy={isLoading}>
      <div class="panel-head">
        <h2>Recent jobs</h2>
        <Button kind="quiet" size="small" icon="refresh" aria-label="Refresh the jobs" onClick={reload} />
      </div>
      {error !== undefined && (
        <Failure isInline title="The jobs could not be loaded" error={error} onRetry={reload} />
      )}
      {data === undefined && error === undefined && <Skeleton height="6rem" />}
      {data !== undefined && jobs.length === 0 && <p class="faint">Nothing else was added lately.</p>}
      <ul class="jobs">
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} mayCancel={mayCancel} onCancel={() => void cancel(job.id)} />
        ))}
      </ul>
    </section>
  );
}

interface JobRowProps {
  readonly job: Job;
  readonly mayCancel: boolean;
  readonly onCancel: () => void;
}

function JobRow({ job, mayCancel, onCancel }: JobRowProps) {
  const isOpen = job.state === 'queued' || job.state === 'running';
  return (
    <li class="job">
      <div class="job-head">
        <StateMark state={job.state} />
        <span class="job-name" title={job.name}>
          {job.name}
        </span>
        <time class="number" dateTime={job.createdAt}>
          {new Date(job.createdAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}
        </time>
        {isOpen && mayCancel && (
          <Button kind="quiet" size="small" onClick={onCancel} aria-label={`Cancel ${job.name}`}>
            Cancel
          </Button>
        )}
      </div>
      {isOpen ? <StageList job={job} /> : <JobEnding job={job} />}
    </li>
  );
}

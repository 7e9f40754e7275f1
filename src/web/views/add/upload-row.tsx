import { ProblemError } from '../../../client/index.js';
import { describeError } from '../../describe-error.js';
import { formatBytes } from '../../format.js';
import { Button } from '../../ui/button.jsx';
import { Fault, JobEnding } from './job-ending.jsx';
import { StageList } from './stage-list.jsx';
import { StateMark } from './state-mark.jsx';
import { hasEnded, type Upload } from './upload-queue.js';

interface UploadRowProps {
  readonly upload: Upload;
  readonly onCancel: () => void;
}

/** One file from the first byte to its place in the library. */
export function UploadRow({ upload, onCancel }: UploadRowProps) {
  const { name, sizeBytes, phase, sentShare, job, error, heldSeconds } = upload;
  return (
    <li class="job">
      <div class="job-head">
        <StateMark state={phase} />
        <span class="job-name" title={name}>
          {name}
        </span>
        <span class="number">{formatBytes(sizeBytes)}</span>
        {!hasEnded(upload) && (
          <Button kind="quiet" size="small" onClick={onCancel} aria-label={`Cancel ${name}`}>
            Cancel
          </Button>
        )}
      </div>
      {phase === 'sending' && (
        <progress class="progress" max={1} value={sentShare} aria-label={`Sending ${name}`} />
      )}
      {phase === 'held' && (
        <p class="faint">The service is full. Next try in {Math.ceil(heldSeconds ?? 0)} seconds.</p>
      )}
      {phase === 'working' && job !== undefined && <StageList job={job} />}
      {hasEnded(upload) && job !== undefined && <JobEnding job={job} />}
      {error !== undefined && <Fault {...faultOf(error)} />}
    </li>
  );
}

function faultOf(error: unknown): { readonly code: string; readonly reason: string } {
  const { detail, hint = '' } = describeError(error);
  return {
    code: error instanceof ProblemError ? error.code : 'no-connection',
    reason: `${detail} ${hint}`.trim(),
  };
}

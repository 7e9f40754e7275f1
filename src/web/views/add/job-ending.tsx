import type { Job } from '../../../client/index.js';
import { videoAddress } from '../../routes.js';
import { Icon } from '../../ui/icon.jsx';
import { failureWords } from './failure-words.js';

const SHOWN_VIDEOS = 5;
const SHOWN_FAILURES = 5;

/** What came of a job: its videos, and what was left out and why. */
export function JobEnding({ job }: { readonly job: Job }) {
  const { kind, videoIds, failures, error, state, note } = job;
  return (
    <div class="ending">
      {videoIds.length > 0 && (
        <p class="ending-videos">
          {videoIds.slice(0, SHOWN_VIDEOS).map((id) => (
            <a key={id} href={videoAddress(id)}>
              {videoIds.length === 1 ? 'Open the video' : id}
            </a>
          ))}
          {videoIds.length > SHOWN_VIDEOS && <span>and {videoIds.length - SHOWN_VIDEOS} more</span>}
        </p>
      )}
      {failures.slice(0, SHOWN_FAILURES).map(({ file, code, reason }) => (
        <Fault key={file} code={code} reason={reason} {...(failures.length > 1 ? { file } : {})} />
      ))}
      {failures.length > SHOWN_FAILURES && <p class="faint">and {failures.length - SHOWN_FAILURES} more</p>}
      {failures.length === 0 && error !== null && <Fault code={error.code} reason={error.message} />}
      {note !== null && <p class="soft-note">{note}</p>}
      {kind === 'map' && state === 'done' && <a href="/map">Open the map</a>}
      {kind === 'embed' &&
        state === 'done' &&
        note === null &&
        videoIds.length === 0 &&
        failures.length === 0 && <p class="faint">There was nothing to add.</p>}
    </div>
  );
}

interface FaultProps {
  readonly code: string;
  readonly reason: string;
  readonly file?: string;
}

/** A reason in plain words, with what the program said and its stable code. */
export function Fault({ code, reason, file }: FaultProps) {
  const words = failureWords(code);
  return (
    <p class="add-fault">
      <Icon name="alert" size={16} />
      <span>
        {file !== undefined && <strong>{file}: </strong>}
        {words !== undefined && `${words} `}
        <span class={words === undefined ? undefined : 'faint'}>{reason}</span> <code>{code}</code>
      </span>
    </p>
  );
}

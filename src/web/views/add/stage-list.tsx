import type { Job } from '../../../client/index.js';
import { formatCount } from '../../format.js';
import { Icon } from '../../ui/icon.jsx';
import { stageWords } from './stage-words.js';

/** How far a job is, stage by stage. */
export function StageList({ job }: { readonly job: Job }) {
  if (job.state === 'queued') {
    const place = job.place ?? 0;
    return (
      <p class="faint">{place === 0 ? 'It is next.' : `${formatCount(place)} before it in the queue.`}</p>
    );
  }
  return (
    <>
      <ol class="stages">
        {job.stages.map((stage, place) => (
          <li key={`${place} ${stage.name}`} class={stage.isDone ? 'stage stage-done' : 'stage'}>
            {stage.isDone ? <Icon name="check" size={14} label="done" /> : <span class="spinner" />}
            <span>{stageWords(stage.name)}</span>
            {stage.total !== null && stage.total > 1 && (
              <span class="number">
                {formatCount(stage.finished)} / {formatCount(stage.total)}
              </span>
            )}
            {stage.note !== null && <span class="stage-note">{stage.note}</span>}
          </li>
        ))}
      </ol>
      {job.waitsFor !== null && <p class="faint">It waits: {job.waitsFor}.</p>}
    </>
  );
}

import { useEffect, useId, useState } from 'preact/hooks';
import type { VideoDetail } from '../../../client/index.js';
import { client } from '../../client.js';
import { useRequest } from '../../hooks/use-request.js';
import { Button } from '../../ui/button.jsx';
import { Failure } from '../../ui/failure.jsx';
import { Skeleton } from '../../ui/loading.jsx';
import { HitRow } from './hit-row.jsx';

const FIRST = 12;
const STEP = 12;
const MOST = 96;
const PAUSE_MS = 150;

/** The videos nearest to this one, and why. */
export function Neighbours({ video }: { readonly video: VideoDetail }) {
  const [count, setCount] = useState(FIRST);
  const [diversify, setDiversify] = useState(0);
  const settled = useSettled(diversify);
  const key = video.hasToken ? `similar ${video.id} ${count} ${settled}` : undefined;
  const { data, error, isStale, reload } = useRequest(key, (signal) =>
    client.similarVideos({ id: video.id, k: count, explain: true, diversify: settled }, { signal }),
  );
  return (
    <section class="panel" aria-busy={key !== undefined && isStale}>
      <div class="panel-head">
        <h2>Similar</h2>
        <DiversifySlider value={diversify} onChange={setDiversify} />
      </div>
      {key === undefined && <p class="faint">Without a token it has no neighbours.</p>}
      {error !== undefined && (
        <Failure isInline title="The neighbours could not be loaded" error={error} onRetry={reload} />
      )}
      {key !== undefined && data === undefined && error === undefined && <HitSkeleton />}
      {data?.hits.length === 0 && <p class="faint">There is no other video with a token.</p>}
      {data !== undefined && (
        <ul class={isStale ? 'hits hits-stale' : 'hits'}>
          {data.hits.map((hit) => (
            <HitRow key={hit.video.id} hit={hit} />
          ))}
        </ul>
      )}
      {data !== undefined && data.nextCursor !== null && count < MOST && (
        <Button kind="quiet" size="small" icon="down" onClick={() => setCount(count + STEP)}>
          Show more
        </Button>
      )}
    </section>
  );
}

interface SliderProps {
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function DiversifySlider({ value, onChange }: SliderProps) {
  const id = useId();
  return (
    <div class="diversify">
      <label for={id} title="Maximal marginal relevance: less of the same">
        Variety
      </label>
      <input
        id={id}
        class="slider"
        type="range"
        min={0}
        max={0.9}
        step={0.1}
        value={value}
        aria-valuetext={value === 0 ? 'none, nearest first' : `${Math.round(value * 100)} percent`}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
      <span class="number">{value.toFixed(1)}</span>
    </div>
  );
}

export function HitSkeleton() {
  return (
    <div class="hits" aria-hidden="true">
      {[0, 1, 2, 3].map((place) => (
        <Skeleton key={place} height="5.25rem" />
      ))}
    </div>
  );
}

/** The value after it has been left alone for a moment. */
function useSettled(value: number): number {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

import { useEffect, useRef, useState } from 'preact/hooks';
import { client } from '../../client.js';
import { useRequest } from '../../hooks/use-request.js';
import { Button } from '../../ui/button.jsx';
import { Failure } from '../../ui/failure.jsx';
import { jpegOf } from './capture-frame.js';
import { HitRow } from './hit-row.jsx';
import { HitSkeleton } from './neighbours.jsx';

const COUNT = 8;
let captured = 0;

interface FrameHitsProps {
  readonly frame: HTMLCanvasElement;
  readonly onClose: () => void;
}

/** Videos found by one picture. */
export function FrameHits({ frame, onClose }: FrameHitsProps) {
  const place = useRef<HTMLDivElement>(null);
  const [number, setNumber] = useState(0);
  useEffect(() => {
    captured += 1;
    setNumber(captured);
    place.current?.replaceChildren(frame);
  }, [frame]);
  const { data, error, isStale, reload } = useRequest(
    number === 0 ? undefined : `frame ${number}`,
    (signal) => client.search({ body: { frame: jpegOf(frame), k: COUNT, explain: true } }, { signal }),
  );
  return (
    <section class="panel panel-frame" aria-live="polite" aria-busy={isStale}>
      <div class="panel-head">
        <h2>Like this frame</h2>
        <Button
          kind="quiet"
          size="small"
          icon="close"
          aria-label="Close the frame search"
          onClick={onClose}
        />
      </div>
      <div ref={place} class="frame-picture" role="img" aria-label="The frame that is searched for" />
      {error !== undefined && (
        <Failure isInline title="The frame could not be searched for" error={error} onRetry={reload} />
      )}
      {data === undefined && error === undefined && <HitSkeleton />}
      {data?.hits.length === 0 && <p class="faint">Nothing is like it.</p>}
      {data !== undefined && (
        <ul class={isStale ? 'hits hits-stale' : 'hits'}>
          {data.hits.map((hit) => (
            <HitRow key={hit.video.id} hit={hit} />
          ))}
        </ul>
      )}
    </section>
  );
}

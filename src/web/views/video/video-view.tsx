import { useRef, useState } from 'preact/hooks';
import { client, isProblem } from '../../client.js';
import { useRequest } from '../../hooks/use-request.js';
import type { Route } from '../../routes.js';
import { ButtonLink } from '../../ui/button.jsx';
import { Empty } from '../../ui/empty.jsx';
import { Failure } from '../../ui/failure.jsx';
import { Skeleton } from '../../ui/loading.jsx';
import { captureFrame } from './capture-frame.js';
import { ClusterCard } from './cluster-card.jsx';
import { FactList } from './fact-list.jsx';
import { FrameHits } from './frame-hits.jsx';
import { Neighbours } from './neighbours.jsx';
import { Player } from './player.jsx';
import { ReadOut } from './read-out.jsx';
import { VideoActions } from './video-actions.jsx';
import { VideoHeading } from './video-heading.jsx';
import './video.css';

/** One video: look at it, see what its token says, and what is near. */
export function VideoView({ route }: { readonly route: Route }) {
  const id = route.view === 'video' ? route.id : '';
  const player = useRef<HTMLVideoElement>(null);
  const [frame, setFrame] = useState<HTMLCanvasElement>();
  const {
    data: video,
    error,
    reload,
  } = useRequest(`video ${id}`, (signal) => client.getVideo({ id }, { signal }));

  if (isProblem(error, 'no-such-video')) return <NoSuchVideo id={id} />;
  if (error !== undefined) {
    return <Failure isWholeView title="This video could not be loaded" error={error} onRetry={reload} />;
  }
  if (video === undefined) return <VideoSkeleton />;
  return (
    <div class="video-view">
      <article class="video-main">
        <Player video={video} element={player} />
        <VideoHeading video={video} />
        <VideoActions
          video={video}
          onFindFrame={() => player.current !== null && setFrame(captureFrame(player.current))}
        />
        <ReadOut video={video} />
        {video.clusterId !== null && <ClusterCard id={video.clusterId} ownId={video.id} />}
        <FactList video={video} />
      </article>
      <aside class="video-side" aria-label="Related videos">
        {frame !== undefined && <FrameHits frame={frame} onClose={() => setFrame(undefined)} />}
        <Neighbours video={video} />
      </aside>
    </div>
  );
}

function NoSuchVideo({ id }: { readonly id: string }) {
  return (
    <Empty
      isWholeView
      icon="film"
      title="There is no such video"
      actions={
        <ButtonLink kind="primary" href="/">
          Go to the library
        </ButtonLink>
      }
    >
      <p>
        Nothing is stored as <code>{id}</code>. It may have been deleted.
      </p>
    </Empty>
  );
}

function VideoSkeleton() {
  return (
    <div class="video-view" aria-busy="true">
      <div class="video-main">
        <Skeleton ratio="16 / 9" />
        <div class="video-block">
          <Skeleton width="60%" height="1.6rem" />
        </div>
        <Skeleton height="5rem" />
      </div>
      <div class="video-side">
        {[0, 1, 2, 3, 4].map((place) => (
          <Skeleton key={place} height="5rem" />
        ))}
      </div>
    </div>
  );
}

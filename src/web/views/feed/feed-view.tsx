import { useState } from 'preact/hooks';
import type { VideoMap } from '../../../client/index.js';
import { client, isProblem } from '../../client.js';
import { useRequest } from '../../hooks/use-request.js';
import type { Route } from '../../routes.js';
import { Button, ButtonLink } from '../../ui/button.jsx';
import { Empty } from '../../ui/empty.jsx';
import { Failure } from '../../ui/failure.jsx';
import { Loading } from '../../ui/loading.jsx';
import type { FeedClip } from './feed-clip.js';
import { FeedMap } from './feed-map.jsx';
import { FeedStage } from './feed-stage.jsx';
import { feedUser, newFeedUser } from './feed-user.js';
import { browserId } from './random-id.js';
import { type Feed, useFeed } from './use-feed.js';
import { describeWatch } from './watched.js';
import './feed.css';

/** One clip at a time; what is watched decides what comes next. */
export function FeedView({ route: _route }: { readonly route: Route }) {
  const [userId, setUserId] = useState(() => feedUser(localStorage, browserId));
  const anew = () => setUserId(newFeedUser(localStorage, browserId));
  return <FeedOf key={userId} userId={userId} onAnew={anew} />;
}

function FeedOf({ userId, onAnew }: { readonly userId: string; readonly onAnew: () => void }) {
  const feed = useFeed(userId);
  const map = useRequest('map', (signal) => client.getMap({}, { signal }));
  const [isWhyOpen, setWhyOpen] = useState(false);
  const { current } = feed.queue;
  if (current === undefined && feed.error !== undefined) {
    return <Failure title="There is nothing to recommend" error={feed.error} onRetry={feed.retry} />;
  }
  if (current === undefined && feed.isLoading) return <Loading label="Choosing clips" />;
  if (current === undefined) return <NothingLeft feed={feed} onAnew={onAnew} />;
  return (
    <div class="feed-page" data-why={isWhyOpen}>
      <h1 class="hidden-text">Feed</h1>
      <FeedStage feed={feed} isWhyOpen={isWhyOpen} onWhy={() => setWhyOpen(!isWhyOpen)} />
      <aside class="feed-side" aria-label="Why these clips">
        <MapBeside map={map.data} isMissing={isProblem(map.error, 'no-map')} feed={feed} />
        <div class="feed-panel">
          <Why clip={current} />
          <LastWatch feed={feed} />
          {feed.isAtEnd && <p class="feed-note">These were all clips. Go back, or start anew.</p>}
          {feed.error !== undefined && (
            <Failure isInline title="No newer clips" error={feed.error} onRetry={feed.retry} />
          )}
          <p class="feed-note">
            Each clip you watch pulls your vector towards its token, the more the longer you stay: you are the
            weighted mean of what you watched (DreamUMM). The next clips are those nearest to you.
          </p>
          <Button size="small" icon="refresh" onClick={onAnew}>
            Start anew
          </Button>
        </div>
      </aside>
    </div>
  );
}

function MapBeside({
  map,
  isMissing,
  feed,
}: {
  readonly map: VideoMap | undefined;
  readonly isMissing: boolean;
  readonly feed: Feed;
}) {
  if (isMissing) {
    return (
      <p class="feed-note feed-no-map">
        There is no map yet, so your way cannot be shown. <a href="/map">Compute it</a>
      </p>
    );
  }
  if (map === undefined) return <div class="feed-map feed-map-waits" />;
  const { queue, trail } = feed;
  return <FeedMap map={map} trail={trail} shownIds={queue.shown} currentId={queue.current?.id} />;
}

function Why({ clip }: { readonly clip: FeedClip }) {
  return (
    <section>
      <h2>Why this clip</h2>
      <ul class="feed-reasons">
        {clip.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <p class="feed-note">{clip.choice}</p>
    </section>
  );
}

function LastWatch({ feed }: { readonly feed: Feed }) {
  const watch = feed.lastWatch;
  return (
    <section aria-live="polite">
      <h2>Last watch</h2>
      {watch === undefined ? (
        <p class="feed-note">Nothing yet. Stay, or go on with ↓, the wheel or a swipe.</p>
      ) : (
        <>
          <p class="feed-watch">
            <span class="feed-watch-name">{watch.title}</span> {describeWatch(watch)}
          </p>
          <div class="feed-weight">
            <span class="feed-weight-bar" aria-hidden="true">
              <span style={{ transform: `scaleX(${watch.weight ?? 0})` }} />
            </span>
            <span>
              {watch.weight === undefined ? 'not counted yet' : `counts ${watch.weight.toFixed(2)}`}
            </span>
          </div>
        </>
      )}
    </section>
  );
}

function NothingLeft({ feed, onAnew }: { readonly feed: Feed; readonly onAnew: () => void }) {
  const hasHistory = (feed.answer?.historyLength ?? 0) > 0;
  return (
    <Empty
      icon="feed"
      title={hasHistory ? 'You have seen everything' : 'There is no clip to show'}
      actions={
        hasHistory ? (
          <Button kind="primary" icon="refresh" onClick={onAnew}>
            Start anew
          </Button>
        ) : (
          <ButtonLink kind="primary" icon="add" href="/add">
            Add videos
          </ButtonLink>
        )
      }
    >
      <p>
        {hasHistory
          ? 'Nothing is left that you have not watched. Start anew, and you are somebody else to the service.'
          : 'The feed plays stored videos that have a token and a file.'}
      </p>
    </Empty>
  );
}

import { useEffect, useRef, useState } from 'preact/hooks';
import { client } from '../../client.js';
import { nameOf } from '../../format.js';
import { Icon } from '../../ui/icon.jsx';
import type { FeedClip } from './feed-clip.js';
import type { WatchClock } from './watch-clock.js';

interface ClipPlayerProps {
  readonly clip: FeedClip;
  /** It is on the stage; the one that is not waits behind it and loads. */
  readonly isCurrent: boolean;
  readonly isPaused: boolean;
  readonly isMuted: boolean;
  readonly clock: WatchClock;
  /** The browser refused to start it by itself. */
  readonly onBlocked: () => void;
}

/** One clip of the feed: it loops, and tells the clock when it truly moves. */
export function ClipPlayer({ clip, isCurrent, isPaused, isMuted, clock, onBlocked }: ClipPlayerProps) {
  const video = useRef<HTMLVideoElement>(null);
  const bar = useRef<HTMLSpanElement>(null);
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    if (isCurrent && !isPaused) {
      element.play().catch((error: unknown) => {
        if (error instanceof DOMException && error.name === 'NotAllowedError') onBlocked();
      });
    } else element.pause();
  }, [isCurrent, isPaused, clip.id]);
  // The attribute alone does not follow: it is only the default.
  useEffect(() => {
    if (video.current !== null) video.current.muted = isMuted || !isCurrent;
  }, [isMuted, isCurrent]);
  const tell = (isPlaying: boolean) => {
    if (isCurrent) clock.change({ isPlaying });
  };
  const progress = () => {
    const element = video.current;
    if (!isCurrent || element === null) return;
    clock.tick();
    const part = element.duration > 0 ? element.currentTime / element.duration : 0;
    bar.current?.style.setProperty('transform', `scaleX(${part})`);
  };
  return (
    <div class="feed-clip" data-current={isCurrent} aria-hidden={!isCurrent}>
      <img class="feed-backdrop" src={client.url.getThumbnail({ id: clip.id })} alt="" />
      <video
        ref={video}
        src={client.url.getMedia({ id: clip.id })}
        poster={client.url.getThumbnail({ id: clip.id })}
        aria-label={nameOf(clip.video)}
        loop
        muted
        playsInline
        disableRemotePlayback
        preload="auto"
        tabIndex={-1}
        onPlaying={() => tell(true)}
        onPause={() => tell(false)}
        onWaiting={() => tell(false)}
        onTimeUpdate={progress}
        onError={() => {
          tell(false);
          setBroken(true);
        }}
      />
      {isBroken && isCurrent && (
        <p class="feed-broken" role="alert">
          <Icon name="alert" /> This clip cannot be played here.
        </p>
      )}
      <span class="feed-progress" aria-hidden="true">
        <span ref={bar} />
      </span>
    </div>
  );
}

import { useEffect, useRef, useState } from 'preact/hooks';
import { nameOf } from '../../format.js';
import { isTyping } from '../../layout/is-typing.js';
import { videoAddress } from '../../routes.js';
import { Icon } from '../../ui/icon.jsx';
import { wantsLessMotion } from '../../ui/less-motion.js';
import { ClipPlayer } from './clip-player.jsx';
import { listenOnStage } from './stage-gestures.js';
import type { Feed } from './use-feed.js';
import { createWatchClock } from './watch-clock.js';

const PRELOADED = 1;

interface FeedStageProps {
  readonly feed: Feed;
  /** On narrow screens the reasons stand on a sheet over the player. */
  readonly isWhyOpen: boolean;
  readonly onWhy: () => void;
}

/** The player: one clip at a time, the next one ready behind it. */
export function FeedStage({ feed, isWhyOpen, onWhy }: FeedStageProps) {
  const stage = useRef<HTMLDivElement>(null);
  const [clock] = useState(() => createWatchClock(() => performance.now()));
  const [isMuted, setMuted] = useState(true);
  const [isPaused, setPaused] = useState(wantsLessMotion);
  const { queue } = feed;
  const { current } = queue;
  const newest = useRef(feed);
  newest.current = feed;

  const go = (direction: 'next' | 'previous') => {
    const { queue: now } = newest.current;
    if (direction === 'next' ? now.upcoming.length === 0 : now.past.length === 0) return;
    const seconds = clock.take();
    clock.change({ isPlaying: false });
    newest.current.go(direction, seconds);
  };
  const togglePause = () => setPaused((paused) => !paused);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const isOnControl =
        event.target instanceof Element && event.target.closest('button, a, summary') !== null;
      if (event.key === 'ArrowDown' || event.key === 'ArrowRight' || event.key === 'j') go('next');
      else if (event.key === 'ArrowUp' || event.key === 'ArrowLeft' || event.key === 'k') go('previous');
      else if (event.key === 'm') setMuted((muted) => !muted);
      else if (event.key === ' ' && !isOnControl) togglePause();
      else return;
      event.preventDefault();
    };
    const see = () => clock.change({ isVisible: document.visibilityState === 'visible' });
    const leave = () => newest.current.leave(clock.take());
    document.addEventListener('keydown', press);
    document.addEventListener('visibilitychange', see);
    window.addEventListener('pagehide', leave);
    see();
    return () => {
      document.removeEventListener('keydown', press);
      document.removeEventListener('visibilitychange', see);
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, []);

  useEffect(() => {
    if (stage.current === null) return undefined;
    return listenOnStage(stage.current, { go, tap: togglePause, now: () => performance.now() });
  }, [current === undefined]);

  if (current === undefined) return null;
  const shown = [current, ...queue.upcoming.slice(0, PRELOADED)];
  return (
    <section ref={stage} class="feed-stage" aria-label="Player">
      {shown.map((clip) => (
        <ClipPlayer
          key={clip.id}
          clip={clip}
          isCurrent={clip === current || clip.id === current.id}
          isPaused={isPaused}
          isMuted={isMuted}
          clock={clock}
          onBlocked={() => setPaused(true)}
        />
      ))}
      {isPaused && (
        <button type="button" class="feed-play" aria-label="Play" onClick={togglePause}>
          <Icon name="play" size={36} />
        </button>
      )}
      <div class="feed-words">
        <a class="feed-title" href={videoAddress(current.id)}>
          {nameOf(current.video)}
        </a>
        {current.reasons[0] !== undefined && <p>{current.reasons[0]}</p>}
      </div>
      <div class="feed-controls">
        <button
          type="button"
          class="feed-round feed-round-why"
          aria-label="Why this clip"
          aria-expanded={isWhyOpen}
          onClick={onWhy}
        >
          <Icon name="info" size={20} />
        </button>
        <RoundButton
          icon="up"
          label="Previous clip"
          isOff={queue.past.length === 0}
          onClick={() => go('previous')}
        />
        <RoundButton
          icon="down"
          label="Next clip"
          isOff={queue.upcoming.length === 0}
          onClick={() => go('next')}
        />
        <RoundButton
          icon={isPaused ? 'play' : 'pause'}
          label={isPaused ? 'Play' : 'Pause'}
          onClick={togglePause}
        />
        <RoundButton
          icon={isMuted ? 'silent' : 'sound'}
          label={isMuted ? 'Sound on' : 'Sound off'}
          onClick={() => setMuted(!isMuted)}
        />
      </div>
      <p class="hidden-text" aria-live="polite">
        {nameOf(current.video)}
      </p>
    </section>
  );
}

interface RoundButtonProps {
  readonly icon: 'up' | 'down' | 'play' | 'pause' | 'sound' | 'silent';
  readonly label: string;
  readonly isOff?: boolean;
  readonly onClick: () => void;
}

function RoundButton({ icon, label, isOff = false, onClick }: RoundButtonProps) {
  return (
    <button
      type="button"
      class="feed-round"
      aria-label={label}
      title={label}
      disabled={isOff}
      onClick={onClick}
    >
      <Icon name={icon} size={20} />
    </button>
  );
}

import { useEffect, useState } from 'preact/hooks';
import type { VideoSummary } from '../../client/index.js';
import { client } from '../client.js';
import { formatDuration } from '../format.js';
import { Icon } from './icon.jsx';
import { wantsLessMotion } from './less-motion.js';

const HOVER_MS = 140;

interface ClipPreviewProps {
  readonly video: Pick<VideoSummary, 'id' | 'hasMedia' | 'durationSeconds'>;
  /** Somebody points at it: it plays, without sound, after a moment. */
  readonly isActive: boolean;
}

/** A thumbnail that becomes the moving clip while it is active. People who want less motion see the still. */
export function ClipPreview({ video, isActive }: ClipPreviewProps) {
  const [isPlaying, setPlaying] = useState(false);
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    if (!isActive || !video.hasMedia || wantsLessMotion()) return undefined;
    const timer = setTimeout(() => setPlaying(true), HOVER_MS);
    return () => {
      clearTimeout(timer);
      setPlaying(false);
    };
  }, [isActive, video.hasMedia]);
  return (
    <span class="tile-media" style={{ display: 'block' }}>
      {isMissing || !video.hasMedia ? (
        <span class="tile-none">
          <Icon name="film" size={28} />
        </span>
      ) : (
        <img
          src={client.url.getThumbnail({ id: video.id })}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setMissing(true)}
        />
      )}
      {isPlaying && (
        <video
          src={client.url.getMedia({ id: video.id })}
          muted
          loop
          autoplay
          playsInline
          disableRemotePlayback
          preload="auto"
          tabIndex={-1}
          aria-hidden="true"
        />
      )}
      {video.durationSeconds !== null && (
        <span class="tile-badge">
          <span class="hidden-text">Length </span>
          {formatDuration(video.durationSeconds)}
        </span>
      )}
    </span>
  );
}

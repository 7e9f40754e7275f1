import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { VideoSummary } from '../../client/index.js';
import { nameOf } from '../format.js';
import { videoAddress } from '../routes.js';
import { ClipPreview } from './clip-preview.jsx';
import './video-tile.css';

interface VideoTileProps {
  readonly video: VideoSummary;
  /** One faint line below the name. */
  readonly note?: ComponentChildren;
  /** −1 in a grid whose arrow keys move the focus. */
  readonly tabIndex?: number;
  readonly onFocus?: () => void;
}

/** A video in a list: a link with its picture, which plays while it is pointed at or has the focus. */
export function VideoTile({ video, note, tabIndex = 0, onFocus }: VideoTileProps) {
  const [isActive, setActive] = useState(false);
  return (
    <a
      class="tile"
      href={videoAddress(video.id)}
      tabIndex={tabIndex}
      onPointerEnter={(event) => event.pointerType === 'mouse' && setActive(true)}
      onPointerLeave={() => setActive(false)}
      onFocus={(event) => {
        setActive(event.currentTarget.matches(':focus-visible'));
        onFocus?.();
      }}
      onBlur={() => setActive(false)}
    >
      <ClipPreview video={video} isActive={isActive} />
      <span class="tile-name">{nameOf(video)}</span>
      {note !== undefined && <span class="tile-note">{note}</span>}
    </a>
  );
}

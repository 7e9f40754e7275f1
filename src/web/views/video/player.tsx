import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import type { VideoDetail } from '../../../client/index.js';
import { client } from '../../client.js';
import { nameOf } from '../../format.js';
import { Icon } from '../../ui/icon.jsx';
import { wantsLessMotion } from '../../ui/less-motion.js';

interface PlayerProps {
  readonly video: VideoDetail;
  readonly element: RefObject<HTMLVideoElement>;
}

/** The clip with the controls of the browser, in its own shape. */
export function Player({ video, element }: PlayerProps) {
  const [isBroken, setBroken] = useState(false);
  if (!video.hasMedia || isBroken) {
    return (
      <div class="player player-none">
        <Icon name="film" size={32} />
        <p>
          {video.hasMedia
            ? 'This browser cannot play the file, or it is gone from where it was.'
            : 'There is no file behind this video: it was imported as features.'}
        </p>
      </div>
    );
  }
  return (
    <div class="player">
      <video
        ref={element}
        src={client.url.getMedia({ id: video.id })}
        poster={client.url.getThumbnail({ id: video.id })}
        aria-label={nameOf(video)}
        controls
        loop
        muted
        playsInline
        autoplay={!wantsLessMotion()}
        preload="auto"
        onError={() => setBroken(true)}
      />
    </div>
  );
}

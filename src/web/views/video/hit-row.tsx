import { useState } from 'preact/hooks';
import type { SearchHit } from '../../../client/index.js';
import { nameOf } from '../../format.js';
import { videoAddress } from '../../routes.js';
import { ClipPreview } from '../../ui/clip-preview.jsx';

const SHOWN_WORDS = 5;

/** A found video with its score and why it was found. */
export function HitRow({ hit }: { readonly hit: SearchHit }) {
  const { video, score, reason } = hit;
  const [isActive, setActive] = useState(false);
  const modalities = Object.entries(reason?.modalities ?? {}).sort(([, left], [, right]) => right - left);
  return (
    <li>
      <a
        class="hit tile"
        href={videoAddress(video.id)}
        onPointerEnter={(event) => event.pointerType === 'mouse' && setActive(true)}
        onPointerLeave={() => setActive(false)}
        onFocus={() => setActive(true)}
        onBlur={() => setActive(false)}
      >
        <ClipPreview video={video} isActive={isActive} />
        <span class="hit-words">
          <span class="hit-head">
            <span class="hit-name">{nameOf(video)}</span>
            <span class="number">{score.toFixed(3).replace('-', '−')}</span>
          </span>
          <span class="bar" style={{ '--share': `${Math.max(0, Math.min(1, score)) * 100}%` }} />
          {modalities.length > 0 && (
            <span class="hit-modalities">
              {modalities.map(([name, cosine]) => (
                <span key={name} class="hit-modality" title={`Cosine of the ${name} vectors`}>
                  <span class="bar bar-small" style={{ '--share': `${Math.max(0, cosine) * 100}%` }} />
                  {name} <span class="number">{cosine.toFixed(2).replace('-', '−')}</span>
                </span>
              ))}
            </span>
          )}
          {reason !== null && (
            <span class="hit-why">
              {reason.sameCluster && <span>same cluster</span>}
              {reason.sharedWords.slice(0, SHOWN_WORDS).map((word) => (
                <mark key={word}>{word}</mark>
              ))}
            </span>
          )}
        </span>
      </a>
    </li>
  );
}

import { useEffect, useState } from 'preact/hooks';
import type { VideoDetail } from '../../../client/index.js';
import { client } from '../../client.js';
import { nameOf } from '../../format.js';
import { createResponseCache } from '../../hooks/response-cache.js';
import { ClipPreview } from '../../ui/clip-preview.jsx';
import '../../ui/video-tile.css';
import type { Place, Size } from './viewport.js';

const WIDTH = 208;
const HEIGHT = 208;
const AWAY = 16;
const PAUSE_MS = 60;

const known = createResponseCache(300);

interface ClipCardProps {
  readonly id: string;
  /** Place of its point, and size of the map. */
  readonly at: Place;
  readonly size: Size;
  readonly note: string;
}

/** The clip under the pointer: its picture, which begins to move, and its name. */
export function ClipCard({ id, at, size, note }: ClipCardProps) {
  const video = useVideo(id);
  const isRight = at.x + AWAY + WIDTH < size.width;
  const left = isRight ? at.x + AWAY : Math.max(at.x - AWAY - WIDTH, 4);
  const top = Math.min(Math.max(at.y - HEIGHT / 2, 4), Math.max(size.height - HEIGHT - 4, 4));
  return (
    <div class="clip-card" style={{ transform: `translate(${Math.round(left)}px, ${Math.round(top)}px)` }}>
      <ClipPreview key={id} video={video ?? { id, hasMedia: true, durationSeconds: null }} isActive={true} />
      <span class="clip-card-name">{video === undefined ? id : nameOf(video)}</span>
      <span class="clip-card-note">{note}</span>
    </div>
  );
}

/** Facts of a video; a pointer that passes by asks for nothing. */
function useVideo(id: string): VideoDetail | undefined {
  const [video, setVideo] = useState(known.get(id) as VideoDetail | undefined);
  useEffect(() => {
    const remembered = known.get(id) as VideoDetail | undefined;
    setVideo(remembered);
    if (remembered !== undefined) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      client.getVideo({ id }, { signal: abort.signal }).then(
        (found) => {
          known.set(id, found);
          setVideo(found);
        },
        // The card then shows the id alone; the view of the video says what is wrong.
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [id]);
  return video?.id === id ? video : undefined;
}

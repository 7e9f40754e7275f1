import type { VideoSummary } from '../../../client/index.js';
import { seriesColor } from '../../ui/series-color.js';

/** Cluster as a dot, and what the video is tagged with. */
export function TileNote({ video }: { readonly video: VideoSummary }) {
  const words = video.tags.length > 0 ? video.tags : Object.values(video.labels);
  return (
    <>
      {video.clusterId !== null && (
        <span class="chip-dot" style={{ background: seriesColor(video.clusterId) }} />
      )}
      <span class="tile-note-text">{words.slice(0, 3).join(' · ')}</span>
    </>
  );
}

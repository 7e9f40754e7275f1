import { useEffect } from 'preact/hooks';
import type { VideoDetail } from '../../../client/index.js';
import { formatDuration, formatName, nameOf } from '../../format.js';
import { libraryAddress } from '../../library-filters.js';
import { Chip } from '../../ui/chip.jsx';

/** Name, shape, and what it is marked with; a mark leads to the videos that have it too. */
export function VideoHeading({ video }: { readonly video: VideoDetail }) {
  const name = nameOf(video);
  useEffect(() => {
    document.title = `${name} · vidtoken`;
  }, [name]);
  const facts = [
    formatDuration(video.durationSeconds),
    video.width === null || video.height === null ? '' : `${video.width} × ${video.height}`,
    video.hasSound ? 'with sound' : 'silent',
  ];
  return (
    <header class="video-heading">
      <h1>{name}</h1>
      <p class="video-line">{facts.filter((fact) => fact !== '').join(' · ')}</p>
      <div class="chips">
        {Object.entries(video.labels).map(([name, value]) => (
          <Chip key={name} href={libraryAddress({ labels: [{ name, value }] })}>
            <span class="chip-name">{formatName(name)}</span> {value}
          </Chip>
        ))}
        {video.tags.map((tag) => (
          <Chip key={tag} href={libraryAddress({ tags: [tag] })}>
            {tag}
          </Chip>
        ))}
      </div>
    </header>
  );
}

import { client } from '../../client.js';
import { countOf } from '../../format.js';
import { useRequest } from '../../hooks/use-request.js';
import { libraryAddress } from '../../library-filters.js';
import { Chip } from '../../ui/chip.jsx';
import { Failure } from '../../ui/failure.jsx';
import { Skeleton } from '../../ui/loading.jsx';
import { VideoTile } from '../../ui/video-tile.jsx';

const EXEMPLARS = 6;

interface ClusterCardProps {
  readonly id: number;
  /** Of the video that is shown. */
  readonly ownId: string;
}

/** The group that a video belongs to, and its most typical members. */
export function ClusterCard({ id, ownId }: ClusterCardProps) {
  const { data, error, reload } = useRequest(`cluster ${id}`, (signal) =>
    client.getCluster({ id, limit: 1 }, { signal }),
  );
  return (
    <section class="video-block" aria-busy={data === undefined && error === undefined}>
      <div class="panel-head">
        <h2>Cluster and its most typical videos</h2>
        <a href={libraryAddress({ clusters: [id] })}>
          {data === undefined ? 'Its videos' : countOf(data.videos, 'video')}
        </a>
      </div>
      {error !== undefined && (
        <Failure isInline title="The cluster could not be loaded" error={error} onRetry={reload} />
      )}
      {data === undefined && error === undefined && <Skeleton height="8rem" />}
      {data !== undefined && (
        <>
          <div class="chips">
            <Chip group={id} href={libraryAddress({ clusters: [id] })}>
              {data.label}
            </Chip>
          </div>
          <div class="exemplars">
            {data.exemplars
              .filter((video) => video.id !== ownId)
              .slice(0, EXEMPLARS)
              .map((video) => (
                <VideoTile key={video.id} video={video} />
              ))}
          </div>
        </>
      )}
    </section>
  );
}

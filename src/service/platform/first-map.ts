import type { Logger } from '../../core/runtime.js';
import type { JobQueue } from '../jobs/job-queue.js';
import type { VideoLibrary } from '../library/video-library.js';
import type { VideoMaps } from '../maps/video-maps.js';

/** Fewer points make no map. */
const FEWEST_VIDEOS = 10;

interface FirstMapOptions {
  readonly library: Pick<VideoLibrary, 'state'>;
  readonly maps: Pick<VideoMaps, 'isReady'>;
  readonly jobs: Pick<JobQueue, 'add' | 'list' | 'isFull'>;
  readonly logger: Logger;
}

/** Queues the computation of a map when the current space has none; once for each space, so that a failure is not repeated. */
export function createFirstMap({ library, maps, jobs, logger }: FirstMapOptions): () => Promise<void> {
  const asked = new Set<string>();
  return async () => {
    const { space, withToken } = library.state();
    if (space === undefined || withToken < FEWEST_VIDEOS || asked.has(space.id) || jobs.isFull) return;
    asked.add(space.id);
    if (await maps.isReady()) return;
    const isUnderWay = (['queued', 'running'] as const).some((state) =>
      jobs.list({ state }).some(({ kind }) => kind === 'map'),
    );
    if (isUnderWay) return;
    const { id } = await jobs.add({ kind: 'map', name: 'first map' });
    logger.info({ job: id, space: space.id }, 'a map was asked for');
  };
}

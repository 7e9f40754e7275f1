import type { ContentHash, SpaceId, VideoId } from '../../core/ids.js';
import type { SummaryRow } from '../../core/summary.js';
import type { VideoSummary } from '../contract/video.js';
import type { FilterableVideo } from '../filter/matches-filter.js';

/** A video as the library keeps it in memory: what lists show, what filters look at, and what tells of a change. */
export interface LibraryVideo extends FilterableVideo {
  readonly id: VideoId;
  readonly contentHash: ContentHash;
  readonly uri: string;
  readonly description: string | null;
  readonly spaceId: SpaceId | null;
  readonly updatedAtMs: number;
}

/** @param intern gives one and the same text for equal ones: tags and names of describers repeat a lot */
export function toLibraryVideo(row: SummaryRow, intern: (text: string) => string): LibraryVideo {
  return {
    id: row.id,
    contentHash: row.contentHash,
    uri: row.uri,
    title: row.title,
    description: row.description,
    describer: row.describerId === null ? null : intern(row.describerId),
    tags: row.tags.map(intern),
    labels: row.labels,
    durationSeconds: row.durationSeconds,
    width: row.width,
    height: row.height,
    hasSound: row.hasSound,
    hasMedia: row.hasMedia,
    hasToken: row.spaceId !== null,
    hasDescription: row.description !== null,
    clusterId: row.contentClusterId,
    tokenClusterId: row.tokenClusterId,
    spaceId: row.spaceId === null ? null : (intern(row.spaceId) as SpaceId),
    createdAtMs: row.createdAtMs,
    updatedAtMs: row.updatedAtMs,
  };
}

export function toSummary(video: LibraryVideo): VideoSummary {
  return {
    id: video.id,
    uri: video.uri,
    title: video.title,
    description: video.description,
    tags: [...video.tags],
    labels: { ...video.labels },
    durationSeconds: video.durationSeconds,
    width: video.width,
    height: video.height,
    hasSound: video.hasSound,
    hasMedia: video.hasMedia,
    hasToken: video.hasToken,
    clusterId: video.clusterId,
    tokenClusterId: video.tokenClusterId,
    createdAt: new Date(video.createdAtMs).toISOString(),
  };
}

/** For a list that is read once. */
export function createInterning(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const same = known.get(text);
    if (same !== undefined) return same;
    known.set(text, text);
    return text;
  };
}

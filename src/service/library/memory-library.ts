import type { VideoId } from '../../core/ids.js';
import { cosine } from '../../math/vector.js';
import type { Facets, ListVideosQuery } from '../contract/video.js';
import { countFacets } from './count-facets.js';
import { createFilterMatches } from './filter-matches.js';
import { visitInSlices } from './in-slices.js';
import { type LibraryVideo, toSummary } from './library-video.js';
import type { LibraryView } from './library-view.js';
import { lostPlace } from './lost-place.js';
import type { MemoryContent } from './memory-content.js';
import { requireQuery } from './require-query.js';
import type { LibraryState, NearestQuery, TokenHit } from './video-library.js';
import { compareIds, compareVideos, VIDEO_ORDER } from './video-order.js';

type OrderName = ListVideosQuery['order'];

/** By how much the products of unit tokens in float32 differ from their cosine at most. */
const PRODUCT_SLACK = 1e-5;

/** Answers from memory: every search compares with all tokens. */
export function memoryLibrary(content: MemoryContent, state: LibraryState): LibraryView {
  const { videos, byId, tokens, rowOf } = content;
  const matchesOf = createFilterMatches(content);
  const orders = new Map<OrderName, readonly LibraryVideo[]>();
  let facets: Promise<Facets> | undefined;
  const sorted = (order: OrderName): readonly LibraryVideo[] => {
    const list = orders.get(order) ?? sortVideos(videos, order);
    orders.set(order, list);
    return list;
  };
  const positions = new Map<VideoId, number>();
  const positionOf = (id: VideoId): number => {
    if (positions.size === 0)
      for (const [position, video] of videos.entries()) positions.set(video.id, position);
    return positions.get(id) as number;
  };

  return {
    state: () => state,
    async summaries(ids) {
      return ids.flatMap((id) => {
        const video = byId.get(id);
        return video === undefined ? [] : [toSummary(video)];
      });
    },
    async page({ filter, order, after, limit }) {
      const matches = filter === undefined ? undefined : await matchesOf(filter);
      const list = sorted(order);
      const page: LibraryVideo[] = [];
      let at = after === undefined ? 0 : placeBehind(list, { after, order, byId });
      for (; at < list.length && page.length <= limit; at += 1) {
        const video = list[at] as LibraryVideo;
        if (matches === undefined || matches.matching[positionOf(video.id)] === 1) page.push(video);
      }
      return {
        videos: page.slice(0, limit).map(toSummary),
        total: matches?.total ?? videos.length,
        isLast: page.length <= limit,
      };
    },
    async nearest({ vector, limit, filter, excludeHashes = [] }: NearestQuery) {
      requireQuery(tokens?.space, vector);
      const matches = filter === undefined ? undefined : await matchesOf(filter);
      if (tokens === undefined || limit < 1) return [];
      const hidden = new Set<string>(excludeHashes);
      const { gallery, ids } = tokens;
      const rows = gallery.contenders({
        vector: unitVector(vector),
        // Each content has one row at most.
        limit: limit + hidden.size,
        slack: PRODUCT_SLACK,
        ...(matches === undefined ? {} : { excluded: matches.excluded }),
      });
      return rows
        .map((row): TokenHit => ({ id: ids[row] as VideoId, score: cosine(vector, gallery.token(row)) }))
        .filter(({ id }) => hidden.size === 0 || !hidden.has(byId.get(id)?.contentHash ?? ''))
        .sort((left, right) => right.score - left.score || compareIds(left.id, right.id))
        .slice(0, limit);
    },
    async tokens(wanted) {
      const found = new Map<VideoId, Float32Array>();
      for (const id of wanted) {
        const row = rowOf.get(id);
        if (row !== undefined && tokens !== undefined) found.set(id, tokens.gallery.token(row).slice());
      }
      return found;
    },
    contentHash: async (id) => byId.get(id)?.contentHash,
    facets() {
      facets ??= facetsOf(videos);
      return facets;
    },
    candidates() {
      if (tokens === undefined) return undefined;
      const { gallery, ids } = tokens;
      const isWhole = rowOf.size === gallery.count;
      return { itemIds: ids, gallery, ...(isWhole ? {} : { rows: [...rowOf.values()] }) };
    },
  };
}

function sortVideos(videos: readonly LibraryVideo[], order: OrderName): readonly LibraryVideo[] {
  if (order === 'id') return videos;
  const { key, orderBy } = VIDEO_ORDER[order];
  // Numbers alone are compared: videos come in the order of their ids, and sorting keeps that of equal ones.
  const sign = orderBy.ascending ? 1 : -1;
  const keys = Float64Array.from(videos, (video) => {
    const value = key(video);
    return value === null ? Number.POSITIVE_INFINITY : sign * value;
  });
  return [...videos.keys()]
    .sort((left, right) =>
      (keys[left] as number) < (keys[right] as number) ? -1 : keys[left] === keys[right] ? left - right : 1,
    )
    .map((position) => videos[position] as LibraryVideo);
}

/** Where the list goes on after a video. @throws ProblemError `invalid-cursor` */
function placeBehind(
  list: readonly LibraryVideo[],
  options: {
    readonly after: VideoId;
    readonly order: OrderName;
    readonly byId: ReadonlyMap<VideoId, LibraryVideo>;
  },
): number {
  const { after, order, byId } = options;
  const video = byId.get(after);
  if (video === undefined && order !== 'id') throw lostPlace(after);
  const compare = compareVideos(order);
  const isBehind = (other: LibraryVideo): boolean =>
    video === undefined ? compareIds(other.id, after) > 0 : compare(other, video) > 0;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBehind(list[middle] as LibraryVideo)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function unitVector(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return vector.map((value) => value / length);
}

async function facetsOf(videos: readonly LibraryVideo[]): Promise<Facets> {
  const counts = countFacets();
  await visitInSlices(videos, (video) => counts.add(video));
  return counts.facets();
}

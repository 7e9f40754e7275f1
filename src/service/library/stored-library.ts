import type { VideoId } from '../../core/ids.js';
import type { VideoStore } from '../../core/store.js';
import type { SummaryQuery, SummaryRow } from '../../core/summary.js';
import { sqlText } from '../../store/sql.js';
import type { Facets } from '../contract/video.js';
import { filterSql } from '../filter/filter-sql.js';
import { countFacets } from './count-facets.js';
import { createInterning, type LibraryVideo, toLibraryVideo, toSummary } from './library-video.js';
import type { LibraryView } from './library-view.js';
import { lostPlace } from './lost-place.js';
import { requireQuery } from './require-query.js';
import type { StoreLender } from './store-lender.js';
import type { LibraryState } from './video-library.js';
import { behind, VIDEO_ORDER } from './video-order.js';

const IDS_PER_QUERY = 1000;

interface StoredLibraryOptions {
  readonly lender: StoreLender;
  readonly state: LibraryState;
}

/** Every question goes to the tables: nothing grows with the number of videos. */
export function storedLibrary({ lender, state }: StoredLibraryOptions): LibraryView {
  const { space } = state;
  let facets: Promise<Facets> | undefined;
  const rows = (query: SummaryQuery) => lender.read((store) => collect(store, query));
  const byIds = async (wanted: readonly VideoId[], query: SummaryQuery = {}) => {
    const found = new Map<VideoId, SummaryRow>();
    for (let start = 0; start < wanted.length; start += IDS_PER_QUERY) {
      const ids = wanted.slice(start, start + IDS_PER_QUERY);
      for (const row of await rows({ ...query, ids })) found.set(row.id, row);
    }
    return found;
  };

  return {
    state: () => state,
    async summaries(ids) {
      const found = await byIds(ids);
      return ids.flatMap((id) => {
        const row = found.get(id);
        return row === undefined ? [] : [toSummary(toVideo(row))];
      });
    },
    async page({ filter, order, after, limit }) {
      const condition = filter === undefined ? undefined : filterSql(filter);
      const place = after === undefined ? undefined : (await byIds([after])).get(after);
      if (after !== undefined && place === undefined && order !== 'id') throw lostPlace(after);
      const beyond =
        place !== undefined
          ? behind(order, toVideo(place))
          : after === undefined
            ? undefined
            : `id > ${sqlText(after)}`;
      const where = [condition, beyond].flatMap((part) => (part === undefined ? [] : [`(${part})`]));
      const found = await rows({
        ...(where.length === 0 ? {} : { where: where.join(' AND ') }),
        orderBy: VIDEO_ORDER[order].orderBy,
        limit: limit + 1,
      });
      const total = await lender.read((store) => store.videos.count(condition));
      const videos = found.slice(0, limit).map((row) => toSummary(toVideo(row)));
      return { videos, total, isLast: found.length <= limit };
    },
    async nearest({ vector, limit, filter, excludeHashes, exact }) {
      const wanted = requireQuery(space, vector);
      const hits = await lender.read((store) =>
        store.videos.searchVector({
          vector,
          space: wanted,
          limit,
          leaveOutOtherSpaces: true,
          ...(filter === undefined ? {} : { where: filterSql(filter) }),
          ...(excludeHashes === undefined ? {} : { excludeHashes }),
          ...(exact === undefined ? {} : { exact }),
        }),
      );
      return hits.map(({ record, score }) => ({ id: record.id, score }));
    },
    async tokens(ids) {
      if (space === undefined) return new Map();
      const found = await byIds(ids, { withTokens: true, where: `space_id = ${sqlText(space.id)}` });
      return new Map([...found].flatMap(([id, { token }]) => (token === null ? [] : [[id, token] as const])));
    },
    async contentHash(id) {
      const found = await lender.read((store) => store.videos.identitiesById([id]));
      return found.get(id)?.contentHash;
    },
    facets() {
      facets ??= lender.read(facetsOf).catch((error: unknown) => {
        facets = undefined;
        throw error;
      });
      return facets;
    },
    candidates: () => undefined,
  };
}

async function collect(store: VideoStore, query: SummaryQuery): Promise<SummaryRow[]> {
  const rows: SummaryRow[] = [];
  for await (const page of store.videos.summaries(query)) rows.push(...page);
  return rows;
}

async function facetsOf(store: VideoStore): Promise<Facets> {
  const counts = countFacets();
  for await (const page of store.videos.summaries()) {
    for (const row of page) counts.add(toVideo(row));
  }
  return counts.facets();
}

function toVideo(row: SummaryRow): LibraryVideo {
  return toLibraryVideo(row, createInterning());
}

import { setImmediate } from 'node:timers/promises';
import { PLACING_NEIGHBOURS, placeBeside } from '../../../pipelines/map/place-beside.js';
import type { VideoId } from '../../core/ids.js';
import type { VideoMap } from '../contract/map.js';
import { type StoreKnowledge, storeKnowledge } from '../knowledge/store-knowledge.js';
import type { VideoLibrary } from '../library/video-library.js';
import { mapColumns, type Place } from './map-columns.js';
import { type CachedMap, createStoredMapCache } from './stored-map-cache.js';
import type { VideoMaps } from './video-maps.js';

export interface VideoMapsOptions {
  readonly dataFolder: string;
  readonly library: VideoLibrary;
}

/** Nearest videos to look at: the first number as a rule, the second where all of those came after the map. */
const LOOK_AT = [2 * PLACING_NEIGHBOURS, 200] as const;
/** New videos that get a place in one request at most; each needs a search. */
const PLACED_PER_REQUEST = 64;
const PLACED_PER_TURN = 4;

/** Joins the stored map with what the library knows now. */
export function createVideoMaps({ dataFolder, library }: VideoMapsOptions): VideoMaps {
  const storedMap = createStoredMapCache(dataFolder);
  /** Places of videos that came after the map with this version. */
  let late: { readonly of: string; readonly places: Map<string, Place> } | undefined;
  let shown: { readonly key: string; readonly map: VideoMap } | undefined;

  async function currentMap(): Promise<CachedMap | undefined> {
    const { space } = library.state();
    return space === undefined ? undefined : storedMap(space.id);
  }

  async function placeIn({ places }: CachedMap, vector: Float32Array): Promise<Place | undefined> {
    for (const limit of LOOK_AT) {
      const hits = await library.nearest({ vector, limit });
      const neighbours = hits.flatMap(({ id, score }) => {
        const place = places.get(id);
        return place === undefined ? [] : [{ ...place, similarity: score }];
      });
      if (neighbours.length > 0) return placeBeside(neighbours.slice(0, PLACING_NEIGHBOURS));
    }
    return undefined;
  }

  /** @returns false while videos wait for a place */
  async function placeLate(
    map: CachedMap,
    { places, knowledge }: { readonly places: Map<string, Place>; readonly knowledge: StoreKnowledge },
  ): Promise<boolean> {
    const missing = knowledge.videos.filter(({ id }) => !map.places.has(id) && !places.has(id));
    const tokens = await library.tokens(missing.slice(0, PLACED_PER_REQUEST).map(({ id }) => id));
    let placed = 0;
    for (const [id, token] of tokens) {
      const place = await placeIn(map, token);
      if (place !== undefined) places.set(id, place);
      placed += 1;
      if (placed % PLACED_PER_TURN === 0) await setImmediate();
    }
    return missing.length <= PLACED_PER_REQUEST;
  }

  return {
    isReady: async () => (await currentMap()) !== undefined,
    async current() {
      const map = await currentMap();
      if (map === undefined) return undefined;
      const knowledge = await storeKnowledge(library);
      const key = `${map.version} ${knowledge.version} ${library.state().version}`;
      if (shown?.key === key) return shown.map;
      if (late?.of !== map.version) late = { of: map.version, places: new Map() };
      const { places } = late;
      const isComplete = await placeLate(map, { places, knowledge });
      const present = presentIds(library);
      const result = mapColumns({
        stored: map.stored,
        videos: knowledge.videos.filter(({ id }) => present === undefined || present.has(id)),
        placeOf: (id) => map.places.get(id) ?? places.get(id),
      });
      if (isComplete) shown = { key, map: result };
      return result;
    },
    async place(vector) {
      const map = await currentMap();
      return map === undefined ? null : ((await placeIn(map, vector)) ?? null);
    },
  };
}

/** Where the tokens are in memory they say at once what was deleted, also while the rest is still being read. */
function presentIds(library: VideoLibrary): ReadonlySet<VideoId> | undefined {
  const candidates = library.candidates();
  if (candidates === undefined) return undefined;
  const { itemIds, rows } = candidates;
  return new Set(rows === undefined ? itemIds : rows.map((row) => itemIds[row] as VideoId));
}

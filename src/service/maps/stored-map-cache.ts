import { stat } from 'node:fs/promises';
import { mapFile, readMap, type StoredMap } from '../../../pipelines/map/map-file.js';
import type { SpaceId } from '../../core/ids.js';
import type { Place } from './map-columns.js';

/** A map that was read from its file. */
export interface CachedMap {
  /** Other for every map that is written. */
  readonly version: string;
  readonly stored: StoredMap;
  readonly places: ReadonlyMap<string, Place>;
}

/** The map of a space, read again when its file has changed. @returns undefined while there is none */
export function createStoredMapCache(dataFolder: string): (space: SpaceId) => Promise<CachedMap | undefined> {
  let cached: { readonly version: string; readonly map: Promise<CachedMap | undefined> } | undefined;
  return async (space) => {
    const version = await fileVersion(dataFolder, space);
    if (version === undefined) return undefined;
    if (cached?.version !== version) {
      const map = load(dataFolder, space, version);
      cached = { version, map };
      map.catch(() => {
        cached = undefined;
      });
    }
    return cached.map;
  };
}

async function load(dataFolder: string, space: SpaceId, version: string): Promise<CachedMap | undefined> {
  const stored = await readMap(dataFolder, space);
  if (stored === undefined) return undefined;
  const { ids, x, y } = stored;
  const places = new Map(ids.map((id, at) => [id, { x: x[at] as number, y: y[at] as number }]));
  return { version, stored, places };
}

async function fileVersion(dataFolder: string, space: SpaceId): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(mapFile(dataFolder, space));
    return [space, ino, size, mtimeMs].join(' ');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

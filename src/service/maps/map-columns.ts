import type { StoredMap } from '../../../pipelines/map/map-file.js';
import type { VideoMap } from '../contract/map.js';
import type { KnownVideo } from '../knowledge/store-knowledge.js';

/** A label with more different values colours nothing that an eye could tell apart. */
const MOST_LABEL_VALUES = 50;

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The map as columns; videos without a place are left out. */
export function mapColumns(options: {
  readonly stored: StoredMap;
  readonly videos: readonly KnownVideo[];
  readonly placeOf: (id: string) => Place | undefined;
}): VideoMap {
  const { stored, placeOf } = options;
  const shown = options.videos.flatMap((video) => {
    const place = placeOf(video.id);
    return place === undefined ? [] : [{ video, place }];
  });
  const videos = shown.map(({ video }) => video);
  return {
    spaceId: stored.spaceId,
    fittedAt: stored.fittedAt,
    method: stored.method,
    fittedOn: stored.fittedOn,
    ids: videos.map(({ id }) => id),
    x: shown.map(({ place }) => place.x),
    y: shown.map(({ place }) => place.y),
    clusters: videos.map(({ contentClusterId }) => contentClusterId),
    tokenClusters: videos.map(({ tokenClusterId }) => tokenClusterId),
    labels: labelColumns(videos),
    modalities: coded(videos.map(({ modalities }) => modalities)),
  };
}

function labelColumns(videos: readonly KnownVideo[]): VideoMap['labels'] {
  const names = new Set(videos.flatMap(({ labels }) => Object.keys(labels)));
  const columns: [string, VideoMap['modalities']][] = [];
  for (const name of [...names].sort()) {
    const column = coded(
      videos.map(({ labels }) => (Object.hasOwn(labels, name) ? labels[name] : undefined)),
    );
    if (column.values.length <= MOST_LABEL_VALUES) columns.push([name, column]);
  }
  // Object.fromEntries defines even a label that is called `__proto__` as a value.
  return Object.fromEntries(columns);
}

/** Values with the most frequent first, equal ones by name. */
function coded(column: readonly (string | undefined)[]): VideoMap['modalities'] {
  const counts = new Map<string, number>();
  for (const value of column) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  const values = [...counts]
    .sort(([left, many], [right, more]) => more - many || (left < right ? -1 : 1))
    .map(([value]) => value);
  const codes = new Map(values.map((value, code) => [value, code]));
  return { values, codes: column.map((value) => (value === undefined ? -1 : (codes.get(value) ?? -1))) };
}

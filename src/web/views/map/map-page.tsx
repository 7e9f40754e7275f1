import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { VideoMap } from '../../../client/index.js';
import { countOf, formatCount } from '../../format.js';
import { navigate } from '../../router.js';
import { videoAddress } from '../../routes.js';
import { Button } from '../../ui/button.jsx';
import { Failure } from '../../ui/failure.jsx';
import { Select } from '../../ui/select.jsx';
import { createColouring } from './colouring.js';
import { describeSet } from './describe-set.js';
import { Legend } from './legend.jsx';
import { MapCanvas } from './map-canvas.jsx';
import { mapColumns } from './map-columns.js';
import { createMapPoints } from './map-points.js';
import { JobProgress, useMapJob } from './missing-map.jsx';
import { placeGroups } from './place-labels.js';
import { createPointGrid } from './point-grid.js';
import type { Scene } from './scene.js';
import { MOST_COLOURS } from './series.js';
import { SetPanel } from './set-panel.jsx';
import { readThemeColours } from './theme-colours.js';
import { useThemeVersion } from './use-theme-version.js';

type Names = ReadonlyMap<number, string>;

interface MapPageProps {
  readonly map: VideoMap;
  readonly names: { readonly clusters: Names; readonly tokenClusters: Names };
  /** Column to colour by, from the address. */
  readonly color: string | undefined;
  /** The map was computed anew. */
  readonly onChanged: () => void;
}

const MOST_TRAITS = 6;
const NOTHING: ReadonlySet<number> = new Set();

export function MapPage({ map, names, color, onChanged }: MapPageProps) {
  const page = useRef<HTMLDivElement>(null);
  const themeVersion = useThemeVersion();
  const [isolated, setIsolated] = useState<number | undefined>(undefined);
  const [showsPictures, setShowsPictures] = useState(true);
  const [isLassoOn, setLassoOn] = useState(false);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [isMounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  const points = useMemo(() => createMapPoints(map), [map]);
  const grid = useMemo(() => createPointGrid(points), [points]);
  const columns = useMemo(() => mapColumns(map, names), [map, names]);
  const column = columns.find(({ id }) => id === color) ?? columns[0];
  const colouring = useMemo(
    () => createColouring(column ?? { values: [], codes: map.ids.map(() => -1) }, MOST_COLOURS),
    [column, map],
  );
  const groupNames = useMemo(() => placeGroups(points, colouring), [points, colouring]);
  const chosenSet = useMemo(() => (chosen.length === 0 ? NOTHING : new Set(chosen)), [chosen]);
  const colours = useMemo(
    () => (page.current === null ? undefined : readThemeColours(page.current, colouring.legend)),
    [colouring, themeVersion, isMounted],
  );
  const scene = useMemo(
    (): Omit<Scene, 'pointed' | 'lasso'> | undefined =>
      colours && {
        points,
        grid,
        colouring,
        colours,
        names: groupNames,
        isolated,
        showsPictures,
        chosen: chosenSet,
      },
    [points, grid, colouring, colours, groupNames, isolated, showsPictures, chosenSet],
  );
  const traits = useMemo(
    () =>
      describeSet(chosen, {
        columns: Object.fromEntries(columns.map((each) => [each.name, each])),
        most: MOST_TRAITS,
      }),
    [chosen, columns],
  );
  const noteOf = (index: number): string => {
    const code = column?.codes[index] ?? -1;
    return column === undefined || code < 0 ? '' : `${column.name}: ${column.values[code]}`;
  };
  const choose = (indexes: readonly number[]) => {
    setChosen(indexes);
    setLassoOn(false);
  };
  return (
    <div ref={page} class="map-page" data-has-set={chosen.length > 0}>
      <section class="map-side" aria-labelledby="map-title">
        <h1 id="map-title">Map</h1>
        <p class="map-facts">
          {countOf(map.ids.length, 'video')} · {map.method.toUpperCase()}
        </p>
        {column !== undefined && (
          <Select
            label="Colour by"
            value={column.id}
            choices={columns.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(id) => {
              setIsolated(undefined);
              navigate(`/map?color=${encodeURIComponent(id)}`, { replace: true });
            }}
          />
        )}
        <Legend entries={colouring.legend} isolated={isolated} onIsolate={setIsolated} />
        <div class="map-tools">
          <Button
            icon="lasso"
            size="small"
            aria-pressed={isLassoOn}
            title="Draw around videos (or hold Shift and drag)"
            onClick={() => setLassoOn(!isLassoOn)}
          >
            Lasso
          </Button>
          <Button
            icon="film"
            size="small"
            aria-pressed={showsPictures}
            onClick={() => setShowsPictures(!showsPictures)}
          >
            Pictures
          </Button>
        </div>
        <p class="map-hint">
          {isLassoOn
            ? 'Draw around the videos you want to see together.'
            : 'Drag to move, wheel to zoom, Shift-drag for a lasso.'}
        </p>
        <MapAge map={map} onChanged={onChanged} />
      </section>
      {scene !== undefined && (
        <MapCanvas
          key={map.fittedAt}
          scene={scene}
          isLassoOn={isLassoOn}
          noteOf={noteOf}
          onLasso={choose}
          onOpen={(index) => navigate(videoAddress(map.ids[index] as string))}
        />
      )}
      {chosen.length > 0 && (
        <SetPanel
          key={chosen.join(' ')}
          ids={chosen.map((index) => map.ids[index] as string)}
          traits={traits}
          onClose={() => setChosen([])}
        />
      )}
    </div>
  );
}

/** When the map was made, and a button that makes it anew. */
function MapAge({ map, onChanged }: { readonly map: VideoMap; readonly onChanged: () => void }) {
  const { job, error, start, isBusy } = useMapJob(onChanged);
  const others = map.ids.length - map.fittedOn;
  const day = new Date(map.fittedAt).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  return (
    <div class="map-age">
      <p>
        Computed {day}
        {others > 0 &&
          ` on ${countOf(map.fittedOn, 'video')}; ${formatCount(others)} came later and stand beside their neighbours`}
        .
      </p>
      <Button kind="quiet" size="small" icon="refresh" disabled={isBusy} onClick={start}>
        {isBusy ? 'Computing …' : 'Compute anew'}
      </Button>
      {isBusy && job !== undefined && <JobProgress job={job} />}
      {error !== undefined && <Failure isInline title="The map could not be computed" error={error} />}
    </div>
  );
}

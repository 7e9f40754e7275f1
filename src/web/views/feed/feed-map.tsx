import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { VideoMap } from '../../../client/index.js';
import { clusterColumn, createColouring } from '../map/colouring.js';
import { dotRadius, drawDots } from '../map/draw-dots.js';
import { createMapPoints } from '../map/map-points.js';
import { MOST_COLOURS } from '../map/series.js';
import { readThemeColours } from '../map/theme-colours.js';
import { useThemeVersion } from '../map/use-theme-version.js';
import { fitViewport, type Place, toScreen } from '../map/viewport.js';
import type { MapPlace } from './trail.js';

interface FeedMapProps {
  readonly map: VideoMap;
  /** Places of the user after each watch; the last one is now. */
  readonly trail: readonly MapPlace[];
  readonly shownIds: ReadonlySet<string>;
  readonly currentId: string | undefined;
}

/** Square units of the drawing above the dots. */
const SIDE = 400;
const PADDING = 24;

/** The map, small: every clip a dot, those that were shown ringed, and the way of the user over it. */
export function FeedMap({ map, trail, shownIds, currentId }: FeedMapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const themeVersion = useThemeVersion();
  const [pixels, setPixels] = useState(0);
  const points = useMemo(() => createMapPoints(map), [map]);
  const places = useMemo(() => new Map(map.ids.map((id, index) => [id, index])), [map]);
  const colouring = useMemo(
    () => createColouring(clusterColumn(map.clusters, new Map()), MOST_COLOURS),
    [map],
  );
  const view = useMemo(
    () => fitViewport({ size: { width: SIDE, height: SIDE }, box: points.box, padding: PADDING }),
    [points],
  );
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setPixels(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = canvas.current;
    if (element?.parentElement == null || pixels === 0) return;
    const side = Math.round(pixels * Math.min(window.devicePixelRatio || 1, 2));
    const colours = readThemeColours(element.parentElement, colouring.legend);
    const image = new ImageData(side, side);
    drawDots(
      { pixels: image.data, width: side, height: side },
      {
        points,
        view,
        style: {
          ratio: side / SIDE,
          radius: Math.min(dotRadius({ shown: points.count, width: SIDE, height: SIDE }), 5),
          colours: colours.groups,
          groups: colouring.groups,
          background: colours.raised,
          opacity: 0.75,
          behindFrom: MOST_COLOURS,
        },
      },
    );
    element.width = side;
    element.height = side;
    element.getContext('2d')?.putImageData(image, 0, 0);
  }, [points, view, colouring, pixels, themeVersion]);

  const screenOf = (id: string): Place | undefined => {
    const index = places.get(id);
    if (index === undefined) return undefined;
    return toScreen(view, { x: points.x[index] as number, y: points.y[index] as number });
  };
  const seen = [...shownIds].map((id) => ({ id, at: screenOf(id) }));
  const way = trail.map((place) => toScreen(view, place));
  const user = way.at(-1);
  const current = currentId === undefined ? undefined : screenOf(currentId);
  return (
    <div class="feed-map" role="img" aria-label={describe(shownIds.size, user !== undefined)}>
      <canvas ref={canvas} />
      <svg viewBox={`0 0 ${SIDE} ${SIDE}`} aria-hidden="true" focusable="false">
        {seen.map(
          ({ id, at }) => at !== undefined && <circle key={id} class="feed-seen" cx={at.x} cy={at.y} r="7" />,
        )}
        {current !== undefined && <circle class="feed-here" cx={current.x} cy={current.y} r="11" />}
        {way.length > 1 && (
          <polyline class="feed-way" points={way.map(({ x, y }) => `${x},${y}`).join(' ')} />
        )}
        {way.slice(0, -1).map(({ x, y }, step) => (
          <circle
            key={`${x} ${y}`}
            class="feed-step"
            cx={x}
            cy={y}
            r="3"
            opacity={0.25 + (0.6 * step) / way.length}
          />
        ))}
      </svg>
      {user !== undefined && (
        <span
          class="feed-user"
          style={{ left: `${(user.x / SIDE) * 100}%`, top: `${(user.y / SIDE) * 100}%` }}
        />
      )}
    </div>
  );
}

function describe(shown: number, hasPlace: boolean): string {
  const seen = `${shown} ${shown === 1 ? 'clip' : 'clips'} shown`;
  return hasPlace ? `Map with your place among the videos; ${seen}` : `Map of the videos; ${seen}`;
}

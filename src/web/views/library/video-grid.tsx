import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { VideoSummary } from '../../../client/index.js';
import { Skeleton } from '../../ui/loading.jsx';
import { VideoTile } from '../../ui/video-tile.jsx';
import { type GridLayout, layoutGrid, placeOf, stepInGrid, tileRatio, visibleRange } from './grid-layout.js';
import { TileNote } from './tile-note.jsx';
import { useWindowOfGrid } from './use-window-of-grid.js';

const NARROW = 640;
const SPARE_ROWS = 2;
/** The first page settles the shape, so that it does not change while scrolling. */
const JUDGED = 100;
const TEXT_HEIGHT = 46;

interface VideoGridProps {
  readonly videos: readonly VideoSummary[];
  /** Of the whole list; places that are not loaded yet are shown as such. */
  readonly count: number;
  /** Videos up to this number are looked at. */
  readonly onNeed: (count: number) => void;
  readonly label: string;
  readonly isBusy: boolean;
}

/**
 * A grid of any number of videos of which only the rows near the window are in the document. One tile can be reached with Tab; arrow
 * keys move between tiles. The tile with the focus stays in the document when it is scrolled away.
 */
export function VideoGrid({ videos, count, onNeed, label, isBusy }: VideoGridProps) {
  const element = useRef<HTMLUListElement>(null);
  const { width, top, height } = useWindowOfGrid(element);
  const [active, setActive] = useState(0);
  const isNarrow = width < NARROW;
  const judged = Math.min(JUDGED, videos.length);
  const ratio = useMemo(() => tileRatio(videos.slice(0, judged)), [videos[0]?.id, judged]);
  const layout = layoutGrid({
    width,
    count,
    leastTileWidth: isNarrow ? 150 : 196,
    gap: isNarrow ? 12 : 18,
    ratio,
    textHeight: TEXT_HEIGHT,
  });
  const range = visibleRange({ layout, count, top, height, spareRows: SPARE_ROWS });
  const reachable = Math.min(active, Math.max(0, videos.length - 1));
  const [, redraw] = useState(0);
  const wanted = useRef<number | undefined>(undefined);

  useEffect(() => {
    if (width > 0) onNeed(range.end);
  }, [range.end, width, onNeed]);

  // The focus stays where it is until the wanted video was loaded and its tile was drawn.
  useEffect(() => {
    const index = wanted.current;
    if (index === undefined || videos[index] === undefined) return;
    if (index !== active) {
      setActive(index);
      return;
    }
    wanted.current = undefined;
    const tile = element.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`);
    tile?.focus({ preventScroll: true });
    tile?.scrollIntoView({ block: 'nearest' });
  });

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const rowsOfScreen = Math.floor(height / layout.rowHeight);
    const { columns } = layout;
    const index = stepInGrid({ key: event.key, index: reachable, columns, count, rowsOfScreen });
    if (index === undefined) return;
    event.preventDefault();
    wanted.current = index;
    if (videos[index] === undefined) onNeed(index + 1);
    else if (index === active) redraw((times) => times + 1);
    else setActive(index);
  };

  const shown = indexesOf(range.first, range.end, reachable, count);
  return (
    <ul
      ref={element}
      class="grid"
      style={{ height: `${layout.height}px` }}
      aria-label={label}
      aria-busy={isBusy}
      onKeyDown={press}
    >
      {width > 0 &&
        shown.map((index) => (
          <GridPlace
            key={videos[index]?.id ?? `place ${index}`}
            index={index}
            count={count}
            layout={layout}
            ratio={ratio}
            video={videos[index]}
            isReachable={index === reachable}
            onFocus={setActive}
          />
        ))}
    </ul>
  );
}

/** The rows in the window, and the reachable tile wherever it is. */
function indexesOf(first: number, end: number, reachable: number, count: number): readonly number[] {
  const inside = Array.from({ length: end - first }, (_, place) => first + place);
  if (reachable >= count || (reachable >= first && reachable < end)) return inside;
  return reachable < first ? [reachable, ...inside] : [...inside, reachable];
}

interface GridPlaceProps {
  readonly index: number;
  readonly count: number;
  readonly layout: GridLayout;
  readonly ratio: number;
  readonly video: VideoSummary | undefined;
  readonly isReachable: boolean;
  readonly onFocus: (index: number) => void;
}

/** A tile at its place. It is drawn anew only when something about it changed, not with every step of scrolling. */
function GridPlace({ index, count, layout, ratio, video, isReachable, onFocus }: GridPlaceProps) {
  const { x, y } = placeOf(index, layout);
  const { tileWidth } = layout;
  return useMemo(
    () => (
      <li
        class="grid-place"
        data-index={index}
        aria-posinset={index + 1}
        aria-setsize={count}
        style={{
          width: `${tileWidth}px`,
          transform: `translate(${x}px, ${y}px)`,
          '--tile-ratio': `${ratio}`,
        }}
      >
        {video === undefined ? (
          <TileSkeleton ratio={ratio} />
        ) : (
          <VideoTile
            video={video}
            tabIndex={isReachable ? 0 : -1}
            onFocus={() => onFocus(index)}
            note={<TileNote video={video} />}
          />
        )}
      </li>
    ),
    [index, count, tileWidth, x, y, ratio, video, isReachable, onFocus],
  );
}

function TileSkeleton({ ratio }: { readonly ratio: number }) {
  return (
    <>
      <Skeleton ratio={`${ratio}`} />
      <div class="grid-words">
        <Skeleton width="70%" height="0.8rem" />
        <Skeleton width="45%" height="0.7rem" />
      </div>
    </>
  );
}

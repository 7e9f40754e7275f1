import { useEffect, useRef, useState } from 'preact/hooks';
import { client } from '../../client.js';
import { Button } from '../../ui/button.jsx';
import { classNames } from '../../ui/class-names.js';
import { type Camera, createCamera } from './camera.js';
import { ClipCard } from './clip-card.jsx';
import { pointsInLasso } from './lasso.js';
import { listenForGestures } from './map-gestures.js';
import { createMapPainter, type MapPainter } from './map-painter.js';
import { createPictures } from './pictures.js';
import { isInFocus, type Scene } from './scene.js';
import { type Direction, stepPoint } from './step-point.js';
import { type Place, toMap, toScreen } from './viewport.js';

interface MapCanvasProps {
  readonly scene: Omit<Scene, 'pointed' | 'lasso'>;
  readonly isLassoOn: boolean;
  readonly onLasso: (indexes: readonly number[]) => void;
  readonly onOpen: (index: number) => void;
  /** A line about a video, such as its cluster. */
  readonly noteOf: (index: number) => string;
}

/** The map is worked with keys, as a whole. */
const FOCUSABLE = { tabIndex: 0 } as const;
const HOVER_REACH = 18;
const TOUCH_REACH = 28;
const KEY_ZOOM = 1.6;
const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** The map itself: three canvases, and everything one can do with pointer, fingers and keys. */
export function MapCanvas(props: MapCanvasProps) {
  const { scene, isLassoOn, onOpen, noteOf } = props;
  const frame = useRef<HTMLDivElement>(null);
  const dots = useRef<HTMLCanvasElement>(null);
  const aura = useRef<HTMLCanvasElement>(null);
  const marks = useRef<HTMLCanvasElement>(null);
  const tools = useRef<{ readonly camera: Camera; readonly painter: MapPainter } | undefined>(undefined);
  const lasso = useRef<Place[]>([]);
  const [pointed, setPointed] = useState<number | undefined>(undefined);
  const [cardAt, setCardAt] = useState<Place | undefined>(undefined);
  const newest = useRef({ ...props, pointed });
  newest.current = { ...props, pointed };

  const draw = () => {
    const now = tools.current;
    if (now === undefined) return;
    const { camera, painter } = now;
    const whole: Scene = { ...newest.current.scene, pointed: newest.current.pointed, lasso: lasso.current };
    painter.show(whole, camera.view, { size: camera.size, isMoving: camera.isMoving });
    const index = newest.current.pointed;
    setCardAt(index === undefined ? undefined : toScreen(camera.view, placeOf(whole, index)));
  };
  const point = (index: number | undefined) => {
    newest.current.pointed = index;
    setPointed(index);
    draw();
  };
  const nearest = (at: Place, reach: number): number | undefined => {
    const camera = tools.current?.camera;
    if (camera === undefined) return undefined;
    const whole: Scene = { ...newest.current.scene, pointed: undefined, lasso: [] };
    const accepts = (index: number) => isInFocus(whole, index);
    return whole.grid.nearest(toMap(camera.view, at), reach / camera.view.scale, accepts);
  };

  useEffect(() => {
    if (frame.current === null || dots.current === null) return undefined;
    if (aura.current === null || marks.current === null) return undefined;
    const element = frame.current;
    const pictures = createPictures({
      addressOf: (id) => client.url.getThumbnail({ id }),
      onLoad: () => painter.refresh(),
    });
    const painter = createMapPainter({
      dots: dots.current,
      aura: aura.current,
      marks: marks.current,
      pictures,
    });
    const camera = createCamera(draw);
    tools.current = { camera, painter };
    const resize = () => {
      const { clientWidth: width, clientHeight: height } = element;
      camera.resize({ width, height }, newest.current.scene.points.box);
    };
    const observer = new ResizeObserver(resize);
    observer.observe(element);
    const forget = listenForGestures(element, {
      pan: (by) => camera.pan(by),
      zoom: (factor, at) => camera.zoom(factor, at),
      rest: () => camera.rest(),
      isLasso: () => newest.current.isLassoOn,
      hover: (at) => {
        const index = at === undefined ? undefined : nearest(at, HOVER_REACH);
        if (index !== newest.current.pointed) point(index);
      },
      tap: (at, kind) => {
        const index = nearest(at, kind === 'touch' ? TOUCH_REACH : HOVER_REACH);
        // The first touch shows a clip, the second one opens it.
        if (index === undefined || (kind === 'touch' && index !== newest.current.pointed)) point(index);
        else newest.current.onOpen(index);
      },
      lassoMove: (corner) => {
        lasso.current = [...lasso.current, corner];
        draw();
      },
      lassoEnd: () => {
        const corners = lasso.current.map((corner) => toMap(camera.view, corner));
        const now = newest.current.scene;
        lasso.current = [];
        const whole: Scene = { ...now, pointed: undefined, lasso: [] };
        const accepts = (index: number) => isInFocus(whole, index);
        newest.current.onLasso(pointsInLasso(corners, { points: now.points, grid: now.grid, accepts }));
        draw();
      },
    });
    resize();
    return () => {
      forget();
      observer.disconnect();
      camera.close();
      painter.close();
      pictures.close();
      tools.current = undefined;
    };
  }, []);

  useEffect(draw, [scene]);

  const press = (event: KeyboardEvent) => {
    const camera = tools.current?.camera;
    if (camera === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    if (direction !== undefined) {
      const middle = { x: camera.size.width / 2, y: camera.size.height / 2 };
      const whole: Scene = { ...scene, pointed, lasso: [] };
      const accepts = (index: number) => isInFocus(whole, index);
      const next =
        pointed === undefined
          ? nearest(middle, Math.max(camera.size.width, camera.size.height))
          : stepPoint(scene.points, { from: pointed, direction, accepts });
      if (next !== undefined) {
        point(next);
        camera.reveal(placeOf(whole, next));
      }
    } else if (event.key === '+' || event.key === '=') camera.step(KEY_ZOOM);
    else if (event.key === '-') camera.step(1 / KEY_ZOOM);
    else if (event.key === '0' || event.key === 'Home') camera.goHome();
    else if (event.key === 'Enter' && pointed !== undefined) onOpen(pointed);
    else if (event.key === 'Escape') point(undefined);
    else return;
    event.preventDefault();
  };

  return (
    <div class="map-frame">
      <div
        ref={frame}
        class={classNames('map-canvas', isLassoOn && 'map-canvas-lasso')}
        role="application"
        aria-label="Map of the videos"
        aria-describedby="map-keys"
        {...FOCUSABLE}
        onKeyDown={press}
        onBlur={() => point(undefined)}
      >
        <canvas ref={dots} />
        <canvas ref={aura} />
        <canvas ref={marks} />
      </div>
      {pointed !== undefined && cardAt !== undefined && (
        <ClipCard
          id={scene.points.ids[pointed] as string}
          at={cardAt}
          size={tools.current?.camera.size ?? { width: 0, height: 0 }}
          note={noteOf(pointed)}
        />
      )}
      <p id="map-keys" class="hidden-text">
        Arrow keys go from clip to clip, Enter opens it, plus and minus zoom, 0 shows everything, Escape lets
        go.
      </p>
      <p class="hidden-text" aria-live="polite">
        {pointed === undefined ? '' : `${scene.points.ids[pointed]}, ${noteOf(pointed)}`}
      </p>
      <div class="map-zoom">
        <Button icon="plus" aria-label="Zoom in" onClick={() => tools.current?.camera.step(KEY_ZOOM)} />
        <Button icon="minus" aria-label="Zoom out" onClick={() => tools.current?.camera.step(1 / KEY_ZOOM)} />
        <Button icon="frame" aria-label="Show everything" onClick={() => tools.current?.camera.goHome()} />
      </div>
    </div>
  );
}

function placeOf({ points }: Pick<Scene, 'points'>, index: number): Place {
  return { x: points.x[index] as number, y: points.y[index] as number };
}

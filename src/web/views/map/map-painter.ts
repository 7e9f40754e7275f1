import { AURA_SHRINK, drawAura } from './draw-aura.js';
import { dotRadius, drawDots } from './draw-dots.js';
import { drawMarks } from './draw-marks.js';
import type { Pictures } from './pictures.js';
import type { Scene } from './scene.js';
import { type Size, seenBox, type Viewport } from './viewport.js';

/** Draws the map on three canvases, each only when something on it has changed. */
export interface MapPainter {
  /** `isMoving` trades sharpness for speed where there are many points. */
  show(scene: Scene, view: Viewport, how: { readonly size: Size; readonly isMoving: boolean }): void;
  /** Draws the marks again: a picture has arrived. */
  refresh(): void;
  close(): void;
}

const MOST_DEVICE_PIXELS = 2;
const SLOW_FROM_POINTS = 15_000;

export function createMapPainter({
  dots,
  aura,
  marks,
  pictures,
}: {
  readonly dots: HTMLCanvasElement;
  readonly aura: HTMLCanvasElement;
  readonly marks: HTMLCanvasElement;
  readonly pictures: Pictures;
}): MapPainter {
  const raster = document.createElement('canvas');
  let shown: { scene: Scene; view: Viewport; size: Size; isMoving: boolean } | undefined;
  let drawn: typeof shown;
  let frame: number | undefined;

  const draw = (): void => {
    frame = undefined;
    if (shown === undefined || shown.size.width < 1 || shown.size.height < 1) return;
    if (drawn === undefined || areDotsStale(drawn, shown)) {
      paintDots({ dots, raster }, shown);
      paintAura(aura, shown);
    }
    paintMarks({ marks, pictures }, shown);
    drawn = shown;
  };
  const schedule = (): void => {
    frame ??= requestAnimationFrame(draw);
  };
  return {
    show: (scene, view, how) => {
      shown = { scene, view, ...how };
      schedule();
    },
    refresh: schedule,
    close: () => {
      if (frame !== undefined) cancelAnimationFrame(frame);
      shown = undefined;
    },
  };
}

interface Shown {
  readonly scene: Scene;
  readonly view: Viewport;
  readonly size: Size;
  readonly isMoving: boolean;
}

function areDotsStale(before: Shown, now: Shown): boolean {
  return (
    before.view !== now.view ||
    before.size !== now.size ||
    before.isMoving !== now.isMoving ||
    before.scene.points !== now.scene.points ||
    before.scene.colouring !== now.scene.colouring ||
    before.scene.colours !== now.scene.colours ||
    before.scene.isolated !== now.scene.isolated
  );
}

function paintDots(
  { dots, raster }: { readonly dots: HTMLCanvasElement; readonly raster: HTMLCanvasElement },
  { scene, view, size, isMoving }: Shown,
): void {
  const full = Math.min(window.devicePixelRatio || 1, MOST_DEVICE_PIXELS);
  const ratio = isMoving && scene.points.count > SLOW_FROM_POINTS ? 1 : full;
  const width = Math.max(1, Math.round(size.width * ratio));
  const height = Math.max(1, Math.round(size.height * ratio));
  let shown = 0;
  scene.grid.visit(seenBox(view, size), () => {
    shown += 1;
  });
  const image = new ImageData(width, height);
  drawDots(
    { pixels: image.data, width, height },
    {
      points: scene.points,
      view,
      style: {
        ratio,
        radius: dotRadius({ shown, ...size }),
        colours: scene.colours.groups,
        groups: scene.colouring.groups,
        background: scene.colours.background,
        opacity: shown > 5000 ? 0.7 : 0.9,
        behindFrom: scene.colouring.legend.filter(({ kind }) => kind === 'value').length,
        isolated: scene.isolated,
      },
    },
  );
  fitCanvas(dots, { width: Math.round(size.width * full), height: Math.round(size.height * full) });
  fitCanvas(raster, { width, height });
  raster.getContext('2d')?.putImageData(image, 0, 0);
  dots.getContext('2d')?.drawImage(raster, 0, 0, dots.width, dots.height);
}

function paintAura(aura: HTMLCanvasElement, { scene, view, size }: Shown): void {
  fitCanvas(aura, {
    width: Math.ceil(size.width / AURA_SHRINK),
    height: Math.ceil(size.height / AURA_SHRINK),
  });
  const context = aura.getContext('2d');
  if (context === null) return;
  context.setTransform(aura.width / size.width, 0, 0, aura.height / size.height, 0, 0);
  drawAura(context, { scene, view, size });
}

function paintMarks(
  { marks, pictures }: { readonly marks: HTMLCanvasElement; readonly pictures: Pictures },
  { scene, view, size }: Shown,
): void {
  const ratio = window.devicePixelRatio || 1;
  fitCanvas(marks, { width: Math.round(size.width * ratio), height: Math.round(size.height * ratio) });
  const context = marks.getContext('2d');
  if (context === null) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawMarks({ context, scene, view, size, pictures });
}

/** Setting a size clears a canvas and takes memory anew, so it is done only when it changes. */
function fitCanvas(canvas: HTMLCanvasElement, { width, height }: Size): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

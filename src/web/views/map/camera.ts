import { wantsLessMotion } from '../../ui/less-motion.js';
import {
  type Box,
  blendViewports,
  fitViewport,
  type Place,
  panViewport,
  revealPlace,
  type Size,
  type Viewport,
  zoomViewport,
} from './viewport.js';

/** Where one looks, and how one gets from there to somewhere else. */
export interface Camera {
  readonly view: Viewport;
  readonly size: Size;
  /** A gesture or a journey is under way. */
  readonly isMoving: boolean;
  /** The screen or the map has another size: shows the whole map unless somebody has moved. */
  resize(size: Size, box: Box): void;
  pan(by: Place): void;
  zoom(factor: number, at: Place): void;
  /** The gesture has ended. */
  rest(): void;
  /** Smooth zoom around the middle. */
  step(factor: number): void;
  /** Back to the whole map. */
  goHome(): void;
  /** Brings a place of the map into sight. */
  reveal(place: Place): void;
}

const JOURNEY_MS = 260;
const PADDING = 56;
const REVEAL_MARGIN = 70;

export function createCamera(onChange: () => void): Camera & { close(): void } {
  let size: Size = { width: 0, height: 0 };
  let home: Viewport = { scale: 1, offsetX: 0, offsetY: 0 };
  let view = home;
  let isMoving = false;
  let frame: number | undefined;

  const show = (next: Viewport, moving: boolean): void => {
    view = next;
    isMoving = moving;
    onChange();
  };
  const stop = (): void => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
  };
  const travel = (to: Viewport): void => {
    stop();
    if (wantsLessMotion() || size.width === 0) {
      show(to, false);
      return;
    }
    const from = view;
    let started: number | undefined;
    const advance = (now: number): void => {
      started ??= now;
      const part = Math.min((now - started) / JOURNEY_MS, 1);
      const eased = 1 - (1 - part) ** 3;
      frame = part < 1 ? requestAnimationFrame(advance) : undefined;
      show(part < 1 ? blendViewports(from, { to, part: eased, size }) : to, part < 1);
    };
    frame = requestAnimationFrame(advance);
  };

  return {
    get view() {
      return view;
    },
    get size() {
      return size;
    },
    get isMoving() {
      return isMoving;
    },
    resize: (nextSize, box) => {
      const wasHome = view === home;
      const shift = { x: (nextSize.width - size.width) / 2, y: (nextSize.height - size.height) / 2 };
      size = nextSize;
      home = fitViewport({ size, box, padding: Math.min(PADDING, size.width / 8) });
      show(wasHome ? home : panViewport(view, shift), false);
    },
    pan: (by) => {
      stop();
      show(panViewport(view, by), true);
    },
    zoom: (factor, at) => {
      stop();
      show(zoomViewport(view, { factor, at, home }), true);
    },
    rest: () => {
      if (isMoving && frame === undefined) show(view, false);
    },
    step: (factor) =>
      travel(zoomViewport(view, { factor, at: { x: size.width / 2, y: size.height / 2 }, home })),
    goHome: () => travel(home),
    reveal: (place) => {
      const to = revealPlace(view, { place, size, margin: REVEAL_MARGIN });
      if (Math.hypot(to.offsetX - view.offsetX, to.offsetY - view.offsetY) > 0.5) travel(to);
    },
    close: stop,
  };
}

import type { Place } from './viewport.js';

/** What somebody does with pointers on the map; places in CSS pixels from its corner. */
export interface GestureTarget {
  pan(by: Place): void;
  zoom(factor: number, at: Place): void;
  /** A pointer without a pressed button. */
  hover(at: Place | undefined): void;
  /** Pressed and let go without moving. */
  tap(at: Place, kind: 'mouse' | 'touch'): void;
  lassoMove(corner: Place): void;
  lassoEnd(): void;
  /** A gesture has ended. */
  rest(): void;
  /** Whether a drag draws a lasso. */
  isLasso(): boolean;
}

const TAP_SLACK = 5;
const WHEEL_STEP = 0.0016;
const PIXELS_PER_LINE = 16;

/** Drag, wheel, pinch, tap and lasso on an element. Returns what takes it all away again. */
export function listenForGestures(element: HTMLElement, target: GestureTarget): () => void {
  const fingers = new Map<number, Place>();
  let start: Place | undefined;
  let hasMoved = false;
  let isDrawing = false;
  let wheelRest: ReturnType<typeof setTimeout> | undefined;

  const placeOf = (event: MouseEvent): Place => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const press = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    const at = placeOf(event);
    fingers.set(event.pointerId, at);
    if (fingers.size > 1) {
      hasMoved = true;
      if (isDrawing) target.lassoEnd();
      isDrawing = false;
      return;
    }
    start = at;
    hasMoved = false;
    isDrawing = event.shiftKey || target.isLasso();
    if (isDrawing) target.lassoMove(at);
  };
  const move = (event: PointerEvent): void => {
    const at = placeOf(event);
    const before = fingers.get(event.pointerId);
    if (before === undefined) {
      if (event.pointerType !== 'touch') target.hover(at);
      return;
    }
    if (start !== undefined && Math.hypot(at.x - start.x, at.y - start.y) > TAP_SLACK) hasMoved = true;
    if (fingers.size === 1) {
      fingers.set(event.pointerId, at);
      if (isDrawing) target.lassoMove(at);
      else if (hasMoved) target.pan({ x: at.x - before.x, y: at.y - before.y });
      return;
    }
    const [firstBefore, secondBefore] = [...fingers.values()] as [Place, Place];
    fingers.set(event.pointerId, at);
    const [first, second] = [...fingers.values()] as [Place, Place];
    const middleBefore = middleOf(firstBefore, secondBefore);
    const middle = middleOf(first, second);
    target.pan({ x: middle.x - middleBefore.x, y: middle.y - middleBefore.y });
    target.zoom(distanceOf(first, second) / Math.max(distanceOf(firstBefore, secondBefore), 1), middle);
  };
  const release = (event: PointerEvent): void => {
    if (!fingers.delete(event.pointerId)) return;
    if (fingers.size > 0) return;
    if (isDrawing) target.lassoEnd();
    else if (!hasMoved && event.type === 'pointerup') {
      target.tap(placeOf(event), event.pointerType === 'touch' ? 'touch' : 'mouse');
    }
    isDrawing = false;
    start = undefined;
    target.rest();
  };
  const leave = (event: PointerEvent): void => {
    if (event.pointerType !== 'touch') target.hover(undefined);
  };
  const turn = (event: WheelEvent): void => {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? PIXELS_PER_LINE : 1);
    // A pinch on a trackpad arrives as a small wheel with Control.
    target.zoom(Math.exp(-pixels * WHEEL_STEP * (event.ctrlKey ? 6 : 1)), placeOf(event));
    clearTimeout(wheelRest);
    wheelRest = setTimeout(() => target.rest(), 120);
  };
  const abort = new AbortController();
  const { signal } = abort;
  element.addEventListener('pointerdown', press, { signal });
  element.addEventListener('pointermove', move, { signal });
  element.addEventListener('pointerup', release, { signal });
  element.addEventListener('pointercancel', release, { signal });
  element.addEventListener('pointerleave', leave, { signal });
  element.addEventListener('wheel', turn, { signal, passive: false });
  return () => {
    clearTimeout(wheelRest);
    abort.abort();
  };
}

function middleOf(first: Place, second: Place): Place {
  return { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 };
}

function distanceOf(first: Place, second: Place): number {
  return Math.hypot(first.x - second.x, first.y - second.y);
}

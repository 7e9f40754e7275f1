const SWIPE_PIXELS = 48;
const WHEEL_PIXELS = 40;
const WHEEL_PAUSE_MS = 450;

/** Swipes, wheel and taps on the stage. Returns what takes them away again. */
export function listenOnStage(
  element: HTMLElement,
  {
    go,
    tap,
    now,
  }: {
    readonly go: (direction: 'next' | 'previous') => void;
    readonly tap: () => void;
    /** Milliseconds. */
    readonly now: () => number;
  },
): () => void {
  let start: { readonly x: number; readonly y: number } | undefined;
  let turned = 0;
  let lastTurn = Number.NEGATIVE_INFINITY;
  let lastGo = Number.NEGATIVE_INFINITY;
  const press = (event: PointerEvent): void => {
    if (event.button !== 0 || isControl(event.target)) return;
    start = { x: event.clientX, y: event.clientY };
    element.setPointerCapture(event.pointerId);
  };
  const release = (event: PointerEvent): void => {
    if (start === undefined) return;
    const up = start.y - event.clientY;
    const aside = Math.abs(start.x - event.clientX);
    start = undefined;
    if (Math.abs(up) >= SWIPE_PIXELS && Math.abs(up) > aside) go(up > 0 ? 'next' : 'previous');
    else if (Math.abs(up) < 8 && aside < 8) tap();
  };
  /** One clip for one turn: what a wheel or a trackpad sends after it is not a second one. */
  const turn = (event: WheelEvent): void => {
    event.preventDefault();
    const at = now();
    const isNewTurn = at - lastTurn > 180;
    turned = isNewTurn ? event.deltaY : turned + event.deltaY;
    lastTurn = at;
    if (at - lastGo < WHEEL_PAUSE_MS || Math.abs(turned) < WHEEL_PIXELS) return;
    lastGo = at;
    go(turned > 0 ? 'next' : 'previous');
    turned = 0;
  };
  const abort = new AbortController();
  const { signal } = abort;
  element.addEventListener('pointerdown', press, { signal });
  element.addEventListener('pointerup', release, { signal });
  element.addEventListener(
    'pointercancel',
    () => {
      start = undefined;
    },
    { signal },
  );
  element.addEventListener('wheel', turn, { signal, passive: false });
  return () => abort.abort();
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, a') !== null;
}

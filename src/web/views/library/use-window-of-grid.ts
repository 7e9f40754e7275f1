import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

export interface GridWindowState {
  /** Pixels of the grid; 0 before it is measured. */
  readonly width: number;
  /** Pixels of the grid above the window. */
  readonly top: number;
  readonly height: number;
}

/** How far the page is scrolled over an element, drawn anew at most once a frame. */
export function useWindowOfGrid(element: RefObject<HTMLElement>): GridWindowState {
  const [state, setState] = useState<GridWindowState>({ width: 0, top: 0, height: 0 });
  const measure = () => {
    if (element.current === null) return;
    const box = element.current.getBoundingClientRect();
    const next = { width: box.width, top: -box.top, height: window.innerHeight };
    setState((now) =>
      now.width === next.width && now.top === next.top && now.height === next.height ? now : next,
    );
  };
  useLayoutEffect(measure, []);
  useEffect(() => {
    let frame = 0;
    const later = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(measure);
    };
    const observer = new ResizeObserver(later);
    if (element.current !== null) observer.observe(element.current);
    window.addEventListener('scroll', later, { passive: true });
    window.addEventListener('resize', later);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      window.removeEventListener('scroll', later);
      window.removeEventListener('resize', later);
    };
  }, []);
  return state;
}

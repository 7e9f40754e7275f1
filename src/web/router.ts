import { type ReadonlySignal, signal } from '@preact/signals';
import { addressOf, parseRoute, type Route } from './routes.js';

const SCROLL_PAUSE_MS = 180;
const RESTORE_FRAMES = 40;

const current = signal<Route>(parseRoute(location.pathname, location.search));

/** The place where the page is; components that read `.value` follow it. */
export const currentRoute: ReadonlySignal<Route> = current;

interface NavigateOptions {
  /** Takes the place of the present entry of the history, for example while somebody types. */
  readonly replace?: boolean;
}

/** Goes to a route, or to a path of the page such as `/map?color=label`. */
export function navigate(to: Route | string, { replace = false }: NavigateOptions = {}): void {
  const address = typeof to === 'string' ? to : addressOf(to);
  const isElsewhere = new URL(address, location.href).pathname !== location.pathname;
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  current.value = parseRoute(location.pathname, location.search);
  if (isElsewhere) window.scrollTo(0, 0);
}

/** Follows the back button and plain clicks on links of the page, so that views can use `<a href>`. */
export function startRouter(): void {
  keepScrollPlaces();
  window.addEventListener('popstate', (event) => {
    current.value = parseRoute(location.pathname, location.search);
    restoreScroll(scrollOf(event.state));
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || !isPlainClick(event) || !isOwnPage(link)) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}

/** Each entry of the history remembers how far it was scrolled: the browser does not know lists that are drawn later. */
function keepScrollPlaces(): void {
  history.scrollRestoration = 'manual';
  let timer: ReturnType<typeof setTimeout> | undefined;
  window.addEventListener(
    'scroll',
    () => {
      clearTimeout(timer);
      timer = setTimeout(() => history.replaceState({ scroll: window.scrollY }, ''), SCROLL_PAUSE_MS);
    },
    { passive: true },
  );
}

function scrollOf(state: unknown): number {
  const isPlace = typeof state === 'object' && state !== null && 'scroll' in state;
  return isPlace && typeof state.scroll === 'number' ? state.scroll : 0;
}

/** Scrolls as soon as the view is high enough. */
function restoreScroll(top: number, framesLeft = RESTORE_FRAMES): void {
  window.scrollTo(0, top);
  if (framesLeft === 0 || window.scrollY >= top - 1) return;
  requestAnimationFrame(() => restoreScroll(top, framesLeft - 1));
}

function isPlainClick(event: MouseEvent): boolean {
  const hasModifier = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  return event.button === 0 && !hasModifier && !event.defaultPrevented;
}

function isOwnPage(link: HTMLAnchorElement): boolean {
  if (link.origin !== location.origin || link.target !== '' || link.hasAttribute('download')) return false;
  if (link.getAttribute('href')?.startsWith('#') === true) return false;
  return parseRoute(link.pathname).view !== 'nowhere';
}

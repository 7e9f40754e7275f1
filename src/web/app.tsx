import { useEffect, useRef, useState } from 'preact/hooks';
import { isTyping } from './layout/is-typing.js';
import { Shortcuts } from './layout/shortcuts.jsx';
import { SignIn } from './layout/sign-in.jsx';
import { TopBar } from './layout/top-bar.jsx';
import { currentRoute } from './router.js';
import type { Route, ViewName } from './routes.js';
import { needsToken } from './session.js';
import { Failure } from './ui/failure.jsx';
import { Loading } from './ui/loading.jsx';
import { Toasts } from './ui/toast.jsx';
import { loadedView, loadView } from './views.js';
import './layout/layout.css';

const TITLES: Readonly<Record<ViewName, string>> = {
  library: 'Library',
  video: 'Video',
  map: 'Map',
  feed: 'Feed',
  runs: 'Runs',
  add: 'Add',
  nowhere: 'Not found',
};

/** The frame around every view. */
export function App() {
  const route = currentRoute.value;
  useEffect(() => {
    document.title = `${TITLES[route.view]} · vidtoken`;
  }, [route.view]);
  useFocusOnView(viewKey(route));
  return (
    <>
      <a class="skip-link" href="#content">
        Skip to content
      </a>
      <TopBar route={route} />
      <main id="content" class={`content content-${route.view}`} tabIndex={-1}>
        {needsToken.value ? <SignIn /> : <CurrentView route={route} />}
      </main>
      <Shortcuts />
      <Toasts />
    </>
  );
}

function CurrentView({ route }: { readonly route: Route }) {
  const [failed, setFailed] = useState<{ readonly view: ViewName; readonly error: unknown }>();
  const [, setReady] = useState<ViewName>();
  const View = loadedView(route.view);
  const load = () => {
    setFailed(undefined);
    loadView(route.view).then(
      () => setReady(route.view),
      (error: unknown) => setFailed({ view: route.view, error }),
    );
  };
  useEffect(() => {
    if (View === undefined) load();
  }, [route.view]);
  if (View !== undefined) return <View key={viewKey(route)} route={route} />;
  if (failed?.view === route.view) {
    return <Failure isWholeView title="This view could not be loaded" error={failed.error} onRetry={load} />;
  }
  return <Loading />;
}

/** Keyboard and screen reader go on in the new view; a field that somebody types in keeps the focus. */
function useFocusOnView(key: string): void {
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    if (isTyping(document.activeElement)) return;
    document.getElementById('content')?.focus({ preventScroll: true });
  }, [key]);
}

/** Another video is a new view; another filter is not. */
function viewKey(route: Route): string {
  return route.view === 'video' ? `video ${route.id}` : route.view;
}

import type { ComponentType } from 'preact';
import type { Route, ViewName } from './routes.js';

type View = ComponentType<{ readonly route: Route }>;

/** Each view is a file of its own, loaded when it is first opened. */
const LOADERS: Readonly<Record<ViewName, () => Promise<View>>> = {
  library: async () => (await import('./views/library/library-view.jsx')).LibraryView,
  video: async () => (await import('./views/video/video-view.jsx')).VideoView,
  map: async () => (await import('./views/map/map-view.jsx')).MapView,
  feed: async () => (await import('./views/feed/feed-view.jsx')).FeedView,
  runs: async () => (await import('./views/runs/runs-view.jsx')).RunsView,
  add: async () => (await import('./views/add/add-view.jsx')).AddView,
  nowhere: async () => (await import('./views/nowhere-view.jsx')).NowhereView,
};

const loaded = new Map<ViewName, View>();

/** The component of a view that was loaded before. */
export function loadedView(name: ViewName): View | undefined {
  return loaded.get(name);
}

/** @throws TypeError when the file cannot be fetched */
export async function loadView(name: ViewName): Promise<View> {
  const view = loaded.get(name) ?? (await LOADERS[name]());
  loaded.set(name, view);
  return view;
}

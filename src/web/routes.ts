/** A place of the page; its address can be shared. */
export type Route =
  | { readonly view: 'library'; readonly query: URLSearchParams }
  | { readonly view: 'video'; readonly id: string }
  | { readonly view: 'map'; readonly query: URLSearchParams }
  | { readonly view: 'feed'; readonly query: URLSearchParams }
  | { readonly view: 'runs'; readonly id?: string; readonly query: URLSearchParams }
  | { readonly view: 'add' }
  | { readonly view: 'nowhere'; readonly path: string };

export type ViewName = Route['view'];

/** The route of a path such as `/videos/cat-1` and its query string. */
export function parseRoute(path: string, search = ''): Route {
  const query = new URLSearchParams(search);
  const parts = path.split('/').filter((part) => part !== '');
  const [first, second, ...rest] = parts;
  if (first === undefined) return { view: 'library', query };
  const id = second === undefined ? undefined : decode(second);
  if (rest.length === 0) {
    if (first === 'videos' && id !== undefined) return { view: 'video', id };
    if (first === 'runs') return { view: 'runs', query, ...(id === undefined ? {} : { id }) };
    if (second === undefined) {
      if (first === 'map' || first === 'feed') return { view: first, query };
      if (first === 'add') return { view: 'add' };
    }
  }
  return { view: 'nowhere', path };
}

/** Address of a route; the opposite of {@link parseRoute}. */
export function addressOf(route: Route): string {
  switch (route.view) {
    case 'library':
      return withQuery('/', route.query);
    case 'video':
      return `/videos/${encodeURIComponent(route.id)}`;
    case 'runs':
      return withQuery(
        route.id === undefined ? '/runs' : `/runs/${encodeURIComponent(route.id)}`,
        route.query,
      );
    case 'map':
    case 'feed':
      return withQuery(`/${route.view}`, route.query);
    case 'add':
      return '/add';
    case 'nowhere':
      return route.path;
  }
}

/** Address of the page of a video. */
export function videoAddress(id: string): string {
  return addressOf({ view: 'video', id });
}

function withQuery(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** A part that is no valid percent encoding stands for itself. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}

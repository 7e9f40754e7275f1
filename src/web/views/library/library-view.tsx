import { useState } from 'preact/hooks';
import { client } from '../../client.js';
import { countOf } from '../../format.js';
import { useRequest } from '../../hooks/use-request.js';
import { type LibraryFilters, type LibraryOrder, parseFilters, writeFilters } from '../../library-filters.js';
import { navigate } from '../../router.js';
import type { Route } from '../../routes.js';
import { Button, ButtonLink } from '../../ui/button.jsx';
import { Dialog } from '../../ui/dialog.jsx';
import { Empty } from '../../ui/empty.jsx';
import { Failure } from '../../ui/failure.jsx';
import { Skeleton } from '../../ui/loading.jsx';
import { type Choice, Select } from '../../ui/select.jsx';
import { ActiveFilters, noFilters } from './active-filters.jsx';
import { FilterPanel } from './filter-panel.jsx';
import { isEmptyLibrary, type LibraryList, useLibraryList } from './use-library-list.js';
import { VideoGrid } from './video-grid.jsx';
import './library.css';

const ORDERS: readonly Choice<LibraryOrder>[] = [
  { value: 'id', label: 'By id' },
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
  { value: 'longest', label: 'Longest first' },
  { value: 'shortest', label: 'Shortest first' },
];

/** Hits come by score. */
const BY_MATCH: readonly Choice<LibraryOrder>[] = [{ value: 'id', label: 'Best match first' }];

const SKELETONS = 24;
const MORE = 12;

/** All videos: look, filter, search. */
export function LibraryView({ route }: { readonly route: Route }) {
  const filters = parseFilters(route.view === 'library' ? route.query : new URLSearchParams());
  const list = useLibraryList(filters);
  const facets = useRequest('facets', (signal) => client.getFacets({}, { signal }));
  const clusters = useRequest('clusters', (signal) => client.listClusters({}, { signal }));
  const [isSheetOpen, setSheetOpen] = useState(false);
  const change = (next: LibraryFilters) => {
    navigate({ view: 'library', query: writeFilters(next) }, { replace: true });
    window.scrollTo(0, 0);
  };

  if (isEmptyLibrary(filters, list)) return <EmptyLibrary />;
  const panel =
    facets.data === undefined ? (
      <FilterSkeleton />
    ) : (
      <FilterPanel facets={facets.data} clusters={clusters.data} filters={filters} onChange={change} />
    );
  return (
    <div class="library">
      <h1 class="hidden-text">Library</h1>
      <aside class="library-side" aria-label="Filters">
        {panel}
      </aside>
      <section class="library-main" aria-label="Videos">
        <div class="library-bar">
          <p class="library-count" role="status">
            {countText(filters, list)}
          </p>
          <ActiveFilters filters={filters} clusters={clusters.data} onChange={change} />
          <div class="library-bar-end">
            <span class="library-filter-button">
              <Button icon="filter" onClick={() => setSheetOpen(true)}>
                Filters
              </Button>
            </span>
            <Select
              label="Order"
              hideLabel
              value={filters.text === '' ? filters.order : 'id'}
              choices={filters.text === '' ? ORDERS : BY_MATCH}
              disabled={filters.text !== ''}
              onChange={(order) => change({ ...filters, order })}
            />
          </div>
        </div>
        <LibraryBody filters={filters} list={list} onChange={change} />
      </section>
      <Dialog title="Filters" isOpen={isSheetOpen} onClose={() => setSheetOpen(false)}>
        {panel}
        <div class="dialog-end">
          <Button kind="primary" onClick={() => setSheetOpen(false)}>
            Show {countText(filters, list)}
          </Button>
        </div>
      </Dialog>
    </div>
  );
}

interface LibraryBodyProps {
  readonly filters: LibraryFilters;
  readonly list: LibraryList;
  readonly onChange: (filters: LibraryFilters) => void;
}

function LibraryBody({ filters, list, onChange }: LibraryBodyProps) {
  if (list.error !== undefined && (list.items.length === 0 || list.isStale)) {
    return <Failure title="The videos could not be loaded" error={list.error} onRetry={list.retry} />;
  }
  if (list.items.length === 0 && list.isDone) {
    return (
      <Empty
        icon="search"
        title="Nothing matches"
        actions={<Button onClick={() => onChange(noFilters(filters))}>Show everything</Button>}
      >
        <p>Take a filter away, or try other words: the search looks at titles, descriptions and tags.</p>
      </Empty>
    );
  }
  const isFirstLoad = list.items.length === 0;
  const more = list.isDone ? 0 : MORE;
  return (
    <>
      <div class={list.isStale ? 'grid-stale' : undefined}>
        <VideoGrid
          videos={list.items}
          count={isFirstLoad ? SKELETONS : (list.total ?? list.items.length + more)}
          onNeed={list.need}
          label="Videos"
          isBusy={list.isLoading}
        />
      </div>
      {list.error !== undefined && (
        <Failure isInline title="No more videos could be loaded" error={list.error} onRetry={list.retry} />
      )}
    </>
  );
}

function countText(filters: LibraryFilters, list: LibraryList): string {
  const { total, items, isDone, isLoading, error } = list;
  if (error !== undefined && items.length === 0) return '';
  if (total !== undefined) return countOf(total, 'video');
  if (isLoading && items.length === 0) return 'Loading';
  const noun = filters.text === '' ? 'video' : 'hit';
  return isDone ? countOf(items.length, noun) : `${items.length}+ ${noun}s`;
}

function FilterSkeleton() {
  return (
    <div class="filter-panel" aria-busy="true">
      {[5, 3, 6].map((lines) => (
        <div key={lines} class="filter-section">
          {Array.from({ length: lines }, (_, place) => (
            <Skeleton key={place} width={`${85 - place * 9}%`} height="1.4rem" />
          ))}
        </div>
      ))}
    </div>
  );
}

function EmptyLibrary() {
  return (
    <Empty
      isWholeView
      icon="film"
      title="No videos yet"
      actions={
        <ButtonLink kind="primary" icon="add" href="/add">
          Add videos
        </ButtonLink>
      }
    >
      <p>Drop some on the Add page, or embed a folder where the service runs:</p>
      <code class="command">make embed VIDEOS=&lt;folder&gt;</code>
    </Empty>
  );
}

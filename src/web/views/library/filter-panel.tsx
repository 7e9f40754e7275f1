import type { ClusterList, Facets } from '../../../client/index.js';
import { formatName } from '../../format.js';
import { type LibraryFilters, toggle, toggleLabel } from '../../library-filters.js';
import { DurationFilter } from './duration-filter.jsx';
import { type FilterOption, FilterSection } from './filter-section.jsx';

interface FilterPanelProps {
  readonly facets: Facets;
  readonly clusters: ClusterList | undefined;
  readonly filters: LibraryFilters;
  readonly onChange: (filters: LibraryFilters) => void;
}

/** Everything that the library can be filtered by. */
export function FilterPanel({ facets, clusters, filters, onChange }: FilterPanelProps) {
  const { durationSeconds } = facets;
  return (
    <div class="filter-panel">
      <FilterSection title="Clusters" asRows options={clusterOptions(facets, clusters, filters, onChange)} />
      {durationSeconds !== null && durationSeconds.most > durationSeconds.least && (
        <DurationFilter
          {...durationSeconds}
          shortest={filters.shortest}
          longest={filters.longest}
          onChange={(shortest, longest) => onChange(withDuration(filters, shortest, longest))}
        />
      )}
      {Object.entries(facets.labels).map(([name, values]) => (
        <FilterSection
          key={name}
          title={formatName(name)}
          options={values.map(({ value, videos }) => ({
            value,
            label: value,
            videos,
            isOn: filters.labels.some((label) => label.name === name && label.value === value),
            onToggle: () => onChange({ ...filters, labels: toggleLabel(filters.labels, { name, value }) }),
          }))}
        />
      ))}
      <FilterSection
        title="Tags"
        options={facets.tags.map(({ value, videos }) => ({
          value,
          label: value,
          videos,
          isOn: filters.tags.includes(value),
          onToggle: () => onChange({ ...filters, tags: toggle(filters.tags, value) }),
        }))}
      />
    </div>
  );
}

function clusterOptions(
  facets: Facets,
  list: ClusterList | undefined,
  filters: LibraryFilters,
  onChange: FilterPanelProps['onChange'],
): FilterOption[] {
  const largestFirst = [...facets.clusters].sort((left, right) => right.videos - left.videos);
  return largestFirst.map(({ id, videos }) => ({
    value: `${id}`,
    label: clusterLabel(id, list),
    videos,
    group: id,
    isOn: filters.clusters.includes(id),
    onToggle: () => onChange({ ...filters, clusters: toggle(filters.clusters, id) }),
  }));
}

/** Its distinctive words, or its number while they load. */
export function clusterLabel(id: number, list: ClusterList | undefined): string {
  return list?.clusters.find((cluster) => cluster.id === id)?.label ?? `cluster ${id}`;
}

function withDuration(
  { shortest: _shortest, longest: _longest, ...rest }: LibraryFilters,
  shortest: number | undefined,
  longest: number | undefined,
): LibraryFilters {
  return {
    ...rest,
    ...(shortest === undefined ? {} : { shortest }),
    ...(longest === undefined ? {} : { longest }),
  };
}

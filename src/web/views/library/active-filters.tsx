import type { ClusterList } from '../../../client/index.js';
import { countOf, formatName } from '../../format.js';
import { isUnfiltered, type LibraryFilters, NO_FILTERS, toggle, toggleLabel } from '../../library-filters.js';
import { Chip } from '../../ui/chip.jsx';
import { clusterLabel } from './filter-panel.jsx';

interface ActiveFiltersProps {
  readonly filters: LibraryFilters;
  readonly clusters: ClusterList | undefined;
  readonly onChange: (filters: LibraryFilters) => void;
}

/** What is filtered by now, each to be taken away. */
export function ActiveFilters({ filters, clusters, onChange }: ActiveFiltersProps) {
  if (isUnfiltered(filters)) return null;
  const { shortest: _shortest, longest: _longest, ...withoutLength } = filters;
  const active: { text: string; group?: number; without: LibraryFilters }[] = [
    ...(filters.text === '' ? [] : [{ text: `“${filters.text}”`, without: { ...filters, text: '' } }]),
    ...(filters.ids.length === 0
      ? []
      : [{ text: countOf(filters.ids.length, 'chosen video'), without: { ...filters, ids: [] } }]),
    ...filters.clusters.map((id) => ({
      text: clusterLabel(id, clusters),
      group: id,
      without: { ...filters, clusters: toggle(filters.clusters, id) },
    })),
    ...filters.tags.map((tag) => ({ text: tag, without: { ...filters, tags: toggle(filters.tags, tag) } })),
    ...filters.labels.map((label) => ({
      text: `${formatName(label.name)}: ${label.value}`,
      without: { ...filters, labels: toggleLabel(filters.labels, label) },
    })),
    ...(filters.shortest === undefined && filters.longest === undefined
      ? []
      : [{ text: lengthText(filters), without: withoutLength }]),
  ];
  return (
    <div class="active-filters">
      {active.map(({ text, group, without }) => (
        <Chip
          key={text}
          onRemove={() => onChange(without)}
          removeLabel={`Remove filter ${text}`}
          {...(group === undefined ? {} : { group })}
        >
          {text}
        </Chip>
      ))}
      {active.length > 1 && (
        <button type="button" class="text-button" onClick={() => onChange(noFilters(filters))}>
          Clear all
        </button>
      )}
    </div>
  );
}

/** The same order, and everything is shown. */
export function noFilters({ order }: LibraryFilters): LibraryFilters {
  return { ...NO_FILTERS, order };
}

function lengthText({ shortest, longest }: LibraryFilters): string {
  if (shortest === undefined) return `up to ${longest} s`;
  return longest === undefined ? `from ${shortest} s` : `${shortest}–${longest} s`;
}

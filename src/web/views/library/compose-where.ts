import type { LibraryFilters } from '../../library-filters.js';

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Texts of a filter are JSON strings, so every value is quoted the same way. */
function quote(text: string): string {
  return JSON.stringify(text);
}

/**
 * The filters as `where` of the service, whose grammar stands in src/service/filter/README.md. Clusters and the values of one label
 * are alternatives; everything else has to hold together. Undefined without filters.
 */
export function composeWhere(filters: LibraryFilters): string | undefined {
  const parts: string[] = [];
  if (filters.ids.length > 0) parts.push(`id in (${filters.ids.map(quote).join(', ')})`);
  if (filters.clusters.length > 0) parts.push(`cluster in (${filters.clusters.join(', ')})`);
  for (const tag of filters.tags) parts.push(`tag = ${quote(tag)}`);
  for (const [name, values] of groupByName(filters.labels)) {
    const field = `label.${PLAIN_NAME.test(name) ? name : quote(name)}`;
    parts.push(`${field} in (${values.map(quote).join(', ')})`);
  }
  if (filters.shortest !== undefined) parts.push(`duration >= ${filters.shortest}`);
  if (filters.longest !== undefined) parts.push(`duration <= ${filters.longest}`);
  return parts.length === 0 ? undefined : parts.join(' and ');
}

function groupByName(labels: LibraryFilters['labels']): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { name, value } of labels) groups.set(name, [...(groups.get(name) ?? []), value]);
  return groups;
}

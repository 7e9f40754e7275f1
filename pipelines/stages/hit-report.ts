import type { SearchHitReport } from '../../src/core/reports/search-report.js';
import type { SearchHit } from '../../src/core/store.js';

/** The public face of a found row: no vectors, no thumbnail; what is unknown is `null`. */
export function hitReport({ record, score }: SearchHit): SearchHitReport {
  return {
    id: record.id,
    uri: record.uri,
    score,
    clusterId: record.contentClusterId ?? null,
    tokenClusterId: record.tokenClusterId ?? null,
    title: record.title ?? null,
    tags: [...record.tags],
    labels: record.labels,
    description: record.description?.text ?? null,
    durationSeconds: record.info?.durationSeconds ?? null,
  };
}

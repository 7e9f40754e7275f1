import type { ClusterKind, ClusterSet } from '../core/record.js';
import type { ClusterTable } from '../core/store.js';
import { type RowReader, readRows } from './row-reader.js';
import { sqlText } from './sql.js';
import type { StoreTable } from './store-table.js';

/** Fits of both kinds, every version; one row holds a whole fit. */
export function createClusterTable(clusters: StoreTable): ClusterTable {
  return {
    version: () => clusters.read('reading its version', (table) => table.version()),
    save: (set) => clusters.upsert('id', [toRow(set)]),
    async latest(kind) {
      const ofKind = `kind = ${sqlText(kind)}`;
      return clusters.read('reading cluster centres', async (table) => {
        const heads = table.query().where(ofKind).select(['id', 'version', 'created_at']);
        const versions = await readRows(heads, (row) => ({
          id: row.text('id'),
          version: row.number('version'),
          createdAtMs: row.number('created_at'),
        }));
        versions.sort((left, right) => right.version - left.version || right.createdAtMs - left.createdAtMs);
        const [newest] = versions;
        if (newest === undefined) return undefined;
        const query = table.query().where(`id = ${sqlText(newest.id)}`);
        const [set] = await readRows(query, toSet);
        return set;
      });
    },
  };
}

function toRow(set: ClusterSet) {
  const centroids = new Float32Array(set.centroids.length * set.dimension);
  for (const [index, centroid] of set.centroids.entries()) centroids.set(centroid, index * set.dimension);
  return {
    id: set.id,
    kind: set.kind,
    space: set.space,
    version: set.version,
    dimension: set.dimension,
    centroids,
    sizes: set.sizes,
    mean: set.mean,
    scale: set.scale,
    inertia: set.inertia,
    seed: set.seed,
    created_at: set.createdAtMs,
  };
}

function toSet(row: RowReader): ClusterSet {
  const dimension = row.number('dimension');
  const flat = row.floats('centroids');
  const centroids = Array.from({ length: flat.length / dimension }, (_, index) =>
    flat.slice(index * dimension, (index + 1) * dimension),
  );
  return {
    id: row.text('id'),
    kind: row.text('kind') as ClusterKind,
    space: row.text('space'),
    version: row.number('version'),
    dimension,
    centroids,
    sizes: row.numbers('sizes'),
    mean: row.floats('mean'),
    scale: row.floats('scale'),
    inertia: row.number('inertia'),
    seed: row.number('seed'),
    createdAtMs: row.number('created_at'),
  };
}

import type { ExtractorSpec, FeatureSequence } from '../../../src/core/features.js';
import { MomentAccumulator, standardise } from '../../../src/math/standardise.js';
import { emptyUnitRows, setUnitRow, type UnitRows } from '../../../src/math/unit-rows.js';
import { normalised } from '../../../src/math/vector.js';

/** One vector per clip, of one kind. */
export interface NamedRows {
  readonly name: string;
  readonly rows: UnitRows;
}

/** The vector without distillation that the table compares with: all pooled features side by side. */
export const CONCATENATION = 'all, standardised';

/** Pooled vector of each clip, [width of the extractor]; undefined where the clip lacks the modality. */
type PooledColumn = readonly (Float32Array | undefined)[];

/**
 * What there is before distillation: each pooled feature raw and standardised, all standardised ones side by side, and
 * the same with each at length 1. Means and deviations are those of the training clips; a missing feature stands at
 * its mean in the joint vectors and ranks last alone. Extractors that no clip has features of are left out.
 * @param options.limit standardised numbers are cut at ± this many deviations, as the student reads them
 */
export function featureVectors(options: {
  readonly clips: readonly { readonly sequences: readonly FeatureSequence[] }[];
  readonly isTraining: readonly boolean[];
  readonly extractors: readonly ExtractorSpec[];
  readonly limit: number;
}): NamedRows[] {
  const { clips, extractors, isTraining } = options;
  const columns = extractors
    .map(({ id, pooledWidth }) => ({ id, width: pooledWidth, pooled: pooledColumn(clips, id) }))
    .filter(({ pooled }) => pooled.some((vector) => vector !== undefined));
  const standardised = columns.map((column) => ({
    ...column,
    pooled: standardisedColumn(column, { isTraining, limit: options.limit }),
  }));
  const named = (name: string, pooled: PooledColumn, width: number): NamedRows => ({
    name,
    rows: rowsOf(pooled, width),
  });
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const units = standardised.map((column) => ({
    ...column,
    pooled: column.pooled.map((vector) => (vector === undefined ? undefined : normalised(vector))),
  }));
  return [
    ...columns.map(({ id, pooled, width: own }) => named(`${id}, raw`, pooled, own)),
    ...standardised.map(({ id, pooled, width: own }) => named(`${id}, standardised`, pooled, own)),
    named(CONCATENATION, joined(standardised, clips.length, width), width),
    named('all, each at length 1', joined(units, clips.length, width), width),
  ];
}

function pooledColumn(
  clips: readonly { readonly sequences: readonly FeatureSequence[] }[],
  id: string,
): PooledColumn {
  return clips.map(({ sequences }) => sequences.find(({ extractorId }) => extractorId === id)?.pooled);
}

function standardisedColumn(
  { pooled, width }: { readonly pooled: PooledColumn; readonly width: number },
  options: { readonly isTraining: readonly boolean[]; readonly limit: number },
): PooledColumn {
  const { isTraining, limit } = options;
  const moments = new MomentAccumulator(width);
  for (const [clip, vector] of pooled.entries()) {
    if (vector !== undefined && isTraining[clip] === true) moments.add(vector);
  }
  const by = moments.standardisation();
  return pooled.map((vector) => {
    if (vector === undefined) return undefined;
    const target = new Float32Array(width);
    standardise({ vector, by, offset: 0, target, targetOffset: 0 });
    return target.map((value) => Math.max(-limit, Math.min(limit, value)));
  });
}

function joined(
  columns: readonly { readonly pooled: PooledColumn; readonly width: number }[],
  clips: number,
  width: number,
): PooledColumn {
  return Array.from({ length: clips }, (_, clip) => {
    const vector = new Float32Array(width);
    let offset = 0;
    for (const column of columns) {
      vector.set(column.pooled[clip] ?? [], offset);
      offset += column.width;
    }
    return vector;
  });
}

/** Rows at length 1; an absent vector stays absent. */
export function rowsOf(vectors: PooledColumn, width: number): UnitRows {
  const rows = emptyUnitRows(vectors.length, width);
  for (const [row, vector] of vectors.entries()) if (vector !== undefined) setUnitRow(rows, row, vector);
  return rows;
}

import type { ChosenSequence, FeatureDropout } from './chosen-features.js';
import { disturbedFeatures } from './disturbed-features.js';
import { type FeatureReading, standardisedRows } from './feature-reading.js';
import { pooledStatistics } from './pooled-statistics.js';

/** Pooled features of some videos, ready for the pooled encoder: a row for each video and extractor that it has. */
export interface PooledBatch {
  readonly encoder: 'pooled';
  readonly videos: number;
  /** Standardised statistics of each extractor that occurs, [count, 2 · width of the extractor]. */
  readonly inputs: readonly {
    readonly extractorId: string;
    readonly count: number;
    readonly values: Float32Array;
  }[];
  /** [rows of all inputs, one below the other] the video that each belongs to */
  readonly owners: readonly number[];
}

export function pooledBatch(
  videos: readonly (readonly ChosenSequence[])[],
  reading: FeatureReading,
  dropout: FeatureDropout | undefined,
): PooledBatch {
  const owners: number[] = [];
  const inputs: PooledBatch['inputs'][number][] = [];
  const places = videos.flatMap((chosen, video) => chosen.map((one) => ({ video, one })));
  for (const { id: extractorId } of reading.extractors) {
    const own = places.filter(({ one }) => one.sequence.extractorId === extractorId);
    if (own.length === 0) continue;
    const vectors = own.map(({ one }) => pooledStatistics(one));
    const values = disturbedFeatures(standardisedRows(vectors, { extractorId, reading }), dropout);
    inputs.push({ extractorId, count: own.length, values });
    owners.push(...own.map(({ video }) => video));
  }
  return { encoder: 'pooled', videos: videos.length, inputs, owners };
}

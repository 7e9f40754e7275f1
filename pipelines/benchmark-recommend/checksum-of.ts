import { createHash } from 'node:crypto';
import type { LoadedRecommenderData } from '../recommend/load-recommender-data.js';
import type { DataChecksum } from './job.js';

/** With the clusters, which are fitted anew without a change of the features that they come from. */
export function checksumOf({ checksum, data }: LoadedRecommenderData): DataChecksum {
  const { buffer, byteOffset, byteLength } = data.clusters;
  const clusters = createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');
  return { split: checksum.split, features: checksum.features, clusters };
}

import { createHash } from 'node:crypto';
import type { JsonValue } from '../../src/core/media.js';
import type { Factors, RecommenderSpace } from '../../src/core/recommend.js';

const ID_DIGITS = 12;

/** Names the vectors of one training: other configuration, data, seed or vectors give another id. */
export function recommenderSpace(options: {
  readonly model: string;
  readonly config: JsonValue;
  readonly seed: number;
  /** Checksums of split and features. */
  readonly dataHash: string;
  readonly factors: Factors;
}): RecommenderSpace {
  const { model, config, seed, dataHash, factors } = options;
  const hash = createHash('sha256').update(JSON.stringify([model, config, seed, dataHash, factors.width]));
  for (const { buffer, byteOffset, byteLength } of [factors.users, factors.items]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return {
    id: `${model}-${hash.digest('hex').slice(0, ID_DIGITS)}`,
    model,
    dimension: factors.width,
    metric: 'inner-product',
  };
}

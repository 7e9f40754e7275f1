import type { FeatureSequence } from '../../src/core/features.js';
import { norm } from '../../src/math/vector.js';
import { tensor2d } from '../../src/tensor/tensor.js';
import type { AuxiliaryHead } from './auxiliary-head.js';
import { chosenFeatures } from './chosen-features.js';
import type { VideoTokenConfig } from './config.js';
import type { FeatureReading } from './feature-reading.js';
import { pooledBatch } from './pooled-batch.js';
import { relationLoss } from './relation-head.js';
import { tokenParts } from './token-parts.js';

/**
 * The videos of a batch must be as near to each other as their inputs are: the loss of `relationHead` with the
 * standardised statistics of the features in the place of the descriptions. Where a teacher says little, a token that
 * learns from it alone forgets what the inputs knew; this keeps it.
 */
export function inputRelationHead(config: VideoTokenConfig, reading: FeatureReading): AuxiliaryHead {
  const modalities = tokenParts(config)[0]?.modalities ?? [];
  const limit = config.maximumTokensPerExtractor;
  return {
    name: 'inputRelation',
    weight: config.inputRelationWeight,
    addParameters: () => {},
    loss({ unitTokens, sequences }) {
      const seen = sequences.map((each) => each.filter(({ modality }) => modalities.includes(modality)));
      const { rows, width } = unitInputs(seen, { reading, limit });
      const meanings = tensor2d(rows, [sequences.length, width]);
      return relationLoss({ tokens: unitTokens, meanings, temperature: config.relationTemperature });
    },
  };
}

/**
 * One unit row for each video: the standardised statistics of its extractors side by side, each of length 1 before that,
 * so that a wide extractor has no more to say than a narrow one. A video without features has zeros.
 */
export function unitInputs(
  videos: readonly (readonly FeatureSequence[])[],
  { reading, limit }: { readonly reading: FeatureReading; readonly limit: number },
): { readonly rows: Float32Array; readonly width: number } {
  const chosen = videos.map((sequences) => chosenFeatures(sequences, { limit }));
  const { inputs, owners } = pooledBatch(chosen, reading, undefined);
  const widths = inputs.map(({ values, count }) => values.length / count);
  const width = Math.max(
    1,
    widths.reduce((sum, each) => sum + each, 0),
  );
  const rows = new Float32Array(videos.length * width);
  let row = 0;
  let start = 0;
  for (const [index, { values, count }] of inputs.entries()) {
    const own = widths[index] as number;
    for (let at = 0; at < count; at += 1, row += 1) {
      const vector = unit(values.subarray(at * own, (at + 1) * own));
      rows.set(vector, (owners[row] as number) * width + start);
    }
    start += own;
  }
  for (let video = 0; video < videos.length; video += 1) {
    rows.set(unit(rows.subarray(video * width, (video + 1) * width)), video * width);
  }
  return { rows, width };
}

function unit(vector: Float32Array): Float32Array {
  const length = norm(vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

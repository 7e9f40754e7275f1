import { MODALITIES } from '../../src/core/features.js';
import type { ChosenSequence, FeatureDropout } from './chosen-features.js';
import { disturbedFeatures } from './disturbed-features.js';
import { type FeatureReading, standardisedRows } from './feature-reading.js';
import { TIME_FEATURE_COUNT, writeTimeFeatures } from './time-features.js';

/** Row of the modality table that belongs to the learned summary token. */
export const SUMMARY_MODALITY = MODALITIES.length;

/**
 * Feature tokens of some videos, ready for the transformer. Every sequence starts with the learned summary token, so
 * that a video without any feature is still a sequence.
 */
export interface EncoderBatch {
  readonly encoder: 'transformer';
  readonly videos: number;
  /** Rows per video, summary and padding included. */
  readonly length: number;
  /** Standardised tokens of each extractor that occurs, [count, width of the extractor]. */
  readonly inputs: readonly {
    readonly extractorId: string;
    readonly count: number;
    readonly values: Float32Array;
  }[];
  /** [videos · length] row of (summary, inputs one below the other) at each place; padding points at the summary. */
  readonly rows: Int32Array;
  /** [videos · length] row of the modality table */
  readonly modalities: Int32Array;
  /** [videos · length, TIME_FEATURE_COUNT] */
  readonly times: Float32Array;
  /** [videos · length] 1 for a token, 0 for padding */
  readonly present: Uint8Array;
}

interface Place extends Pick<ChosenSequence, 'sequence'> {
  readonly video: number;
  readonly token: number;
}

/** Standardises and lays out the chosen features of some videos. */
export function encoderBatch(
  videos: readonly (readonly ChosenSequence[])[],
  reading: FeatureReading,
  dropout: FeatureDropout | undefined,
): EncoderBatch {
  const places = videos.flatMap((chosen, video) =>
    chosen.flatMap(({ sequence, tokens }) => tokens.map((token): Place => ({ video, sequence, token }))),
  );
  const perVideo = new Int32Array(videos.length).fill(1);
  for (const { video } of places) perVideo[video] = (perVideo[video] as number) + 1;
  const length = perVideo.reduce((longest, count) => Math.max(longest, count), 1);
  const rows = new Int32Array(videos.length * length);
  const modalities = new Int32Array(videos.length * length).fill(SUMMARY_MODALITY);
  const times = new Float32Array(videos.length * length * TIME_FEATURE_COUNT);
  const present = new Uint8Array(videos.length * length);
  const next = Int32Array.from(videos, (_, video) => video * length + 1);
  for (let video = 0; video < videos.length; video += 1) present[video * length] = 1;
  const inputs: EncoderBatch['inputs'][number][] = [];
  let row = 1;
  for (const { id: extractorId, modality } of reading.extractors) {
    const own = places.filter(({ sequence }) => sequence.extractorId === extractorId);
    if (own.length === 0) continue;
    const standardised = standardisedRows(own.map(vectorOf), { extractorId, reading });
    inputs.push({ extractorId, count: own.length, values: disturbedFeatures(standardised, dropout) });
    for (const place of own) {
      const at = next[place.video] as number;
      next[place.video] = at + 1;
      rows[at] = row;
      row += 1;
      modalities[at] = MODALITIES.indexOf(modality);
      present[at] = 1;
      writeTime(place, times, at);
    }
  }
  return { encoder: 'transformer', videos: videos.length, length, inputs, rows, modalities, times, present };
}

function vectorOf({ sequence: { tokens, width }, token }: Place): Float32Array {
  return tokens.subarray(token * width, (token + 1) * width);
}

function writeTime({ sequence, token }: Place, times: Float32Array, at: number): void {
  const seconds = sequence.timesSeconds[token] ?? 0;
  const last = sequence.timesSeconds.at(-1) ?? 0;
  const relative = last > 0 ? seconds / last : 0;
  writeTimeFeatures({ seconds, relative, target: times, offset: at * TIME_FEATURE_COUNT });
}

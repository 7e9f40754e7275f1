import { readValidationHashes } from '../../models/video-token/read-model-facts.js';
import type { VideoTokenModel } from '../../src/core/embedding.js';
import { extractorSetLabel, type FeatureSequence } from '../../src/core/features.js';
import type { ContentHash } from '../../src/core/ids.js';
import type { VideoRecord } from '../../src/core/record.js';
import type { VideoStore } from '../../src/core/store.js';
import type { PipelineContext } from '../context.js';
import { compareReadings } from '../explain/compare-readings.js';

/** Enough to see what the tokens know, few enough to be read. */
const MAXIMUM_SAMPLES = 10;
/** Records looked up together. */
const PAGE_SIZE = 32;

/** A held-out clip: what its token says, and what is true. */
export interface SampleReading {
  readonly id: string;
  /** The stored description. */
  readonly description: string;
  /** Greedy read-out of the token. */
  readonly readOut: string;
  /** log p(description | token) per word in nats, and its mean under the tokens of the other samples. */
  readonly fit?: { readonly own: number; readonly others: number };
}

/**
 * Read-outs of held-out clips beside their descriptions. The clips are those with the smallest content hashes among
 * the held-out ones that are in the store: nobody picked them.
 */
export async function sampleReadings(options: {
  readonly context: PipelineContext;
  readonly model: VideoTokenModel;
  /** Of the model. */
  readonly folder: string;
  readonly store: VideoStore;
}): Promise<SampleReading[]> {
  const { context, model, folder, store } = options;
  // The features of a store that was made with other extractors say nothing to this model.
  if (extractorSetLabel(store.schema.extractors) !== model.space.extractors) return [];
  const samples = await chooseSamples(store, [...(await readValidationHashes(folder))].sort());
  const tokens = model.embed(samples.map(({ sequences }) => sequences));
  const stage = context.progress.stage({ name: 'read out', unit: 'clips', total: samples.length });
  try {
    return samples.map(({ record, description }, at) => {
      context.signal.throwIfAborted();
      const token = tokens[at] as Float32Array;
      const others = tokens.filter((_, other) => other !== at);
      const fit = compareReadings(model.readText(description, [token, ...others]));
      stage.advance(1);
      return {
        id: record.id,
        description,
        readOut: model.describe(token),
        ...(fit === undefined ? {} : { fit: { own: fit.ownPerWord, others: fit.othersPerWord } }),
      };
    });
  } finally {
    stage.done();
  }
}

interface Sample {
  readonly record: VideoRecord;
  readonly description: string;
  readonly sequences: readonly FeatureSequence[];
}

/** The first of the hashes whose clip is stored with its features and a description. */
async function chooseSamples(store: VideoStore, hashes: readonly ContentHash[]): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let start = 0; start < hashes.length && samples.length < MAXIMUM_SAMPLES; start += PAGE_SIZE) {
    const page = hashes.slice(start, start + PAGE_SIZE);
    const identities = await store.videos.identitiesByHash(page);
    const records = await store.videos.get([...identities.values()].map(({ id }) => id));
    const byHash = new Map(records.map((record) => [record.contentHash, record]));
    const features = await store.features.get(page);
    for (const hash of page) {
      const record = byHash.get(hash);
      const sequences = features.get(hash);
      const description = record?.description?.text;
      if (record !== undefined && sequences !== undefined && description !== undefined) {
        samples.push({ record, description, sequences });
      }
    }
  }
  return samples.slice(0, MAXIMUM_SAMPLES);
}

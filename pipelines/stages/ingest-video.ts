import type { Describer, Description } from '../../src/core/description.js';
import { InputError, messageOf, VidtokenError } from '../../src/core/errors.js';
import type { FeatureExtractor, FeatureSequence, Modality } from '../../src/core/features.js';
import type { VideoId } from '../../src/core/ids.js';
import type { Frame, VideoFile, VideoMetadata, VideoSample } from '../../src/core/media.js';
import type { VideoRecord } from '../../src/core/record.js';
import { describeWithChain } from '../../src/describe/describe-with-chain.js';
import { measure } from '../../src/describe/measure/measure.js';
import { semanticVector } from '../../src/features/semantic-vector.js';
import { probeVideo } from '../../src/media/probe.js';
import { sampleVideo } from '../../src/media/sample.js';
import { encodeThumbnail } from '../../src/media/thumbnail.js';
import type { PipelineContext } from '../context.js';
import type { FailedInputFacts } from './identify-inputs.js';
import { openMedia } from './open-media.js';
import type { Readings, ReadTexts } from './readings.js';
import { textsOf } from './texts-of.js';

export interface IngestOptions {
  readonly context: PipelineContext;
  readonly extractors: readonly FeatureExtractor[];
  /** The leading describers that need no more than facts; the others follow in a stage of their own. */
  readonly factsDescribers: readonly Describer[];
  readonly readings: Readings;
  /** Id of the run, kept in the row as its batch. */
  readonly batch: string;
}

export interface IngestedVideo {
  readonly kind: 'ingested';
  readonly record: VideoRecord;
  readonly sequences: readonly FeatureSequence[];
}

const NO_METADATA: VideoMetadata = { tags: [], labels: {}, metadata: {} };

/**
 * Decodes one file once and draws everything from it: features, measurements, description, thumbnail.
 * What is wrong with the file comes back as a failure with a stable code; only what concerns the whole
 * run (abort, a missing tool, a full disk) is thrown.
 */
export async function ingestVideo(
  input: { readonly file: VideoFile; readonly id: VideoId },
  options: IngestOptions,
): Promise<IngestedVideo | FailedInputFacts> {
  const { file, id } = input;
  try {
    return await ingest(file, id, options);
  } catch (error) {
    options.context.signal.throwIfAborted();
    if (error instanceof VidtokenError) throw error;
    const known = error instanceof InputError;
    if (!known)
      options.context.logger.error({ file: file.path, err: error }, 'unexpected error while reading a video');
    return {
      kind: 'failed',
      file: file.path,
      contentHash: file.contentHash,
      code: known ? error.code : 'extraction-failed',
      reason: messageOf(error),
      retryable: known ? error.retryable : true,
      known: false,
    };
  }
}

async function ingest(file: VideoFile, id: VideoId, options: IngestOptions): Promise<IngestedVideo> {
  const { context, extractors } = options;
  const { sample, texts } = await readSample(file, options);
  const sequences = await extractAll(sample, options);
  const measurements = measure(sample);
  const metadata = file.metadata ?? NO_METADATA;
  const description = await describeWithChain(
    options.factsDescribers,
    {
      contentHash: file.contentHash,
      info: sample.info,
      text: sample.text,
      measurements,
      media: openMedia(file.path, context),
      ...(metadata.description === undefined ? {} : { providedDescription: metadata.description }),
    },
    { signal: context.signal },
  );
  const semantic = semanticVector(
    sequences,
    extractors.map(({ spec }) => spec),
  );
  const nowMs = context.clock();
  const record: VideoRecord = {
    id,
    contentHash: file.contentHash,
    uri: file.path,
    sizeBytes: file.sizeBytes,
    tags: metadata.tags,
    labels: metadata.labels,
    metadata: metadata.metadata,
    info: sample.info,
    measurements,
    pooled: pooledByModality(sequences),
    batch: options.batch,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    thumbnailJpeg: await encodeThumbnail(middleFrame(sample)),
    ...texts,
    ...(semantic === undefined ? {} : { semantic }),
    ...optionalText(metadata, description),
  };
  return { kind: 'ingested', record, sequences };
}

function optionalText(metadata: VideoMetadata, description: Description | undefined) {
  return {
    ...(metadata.title === undefined ? {} : { title: metadata.title }),
    ...(metadata.description === undefined ? {} : { providedDescription: metadata.description }),
    ...(description === undefined ? {} : { description }),
  };
}

/** Probes, decodes and reads one file. The manifest's description is left behind here: no extractor can see it. */
export async function readSample(
  file: Pick<VideoFile, 'path' | 'metadata'>,
  { context, readings }: Pick<IngestOptions, 'context' | 'readings'>,
): Promise<{ readonly sample: VideoSample; readonly texts: ReadTexts }> {
  const { signal, tools, logger } = context;
  const probed = await probeVideo(file.path, { signal, tools });
  const { frames, audio } = await sampleVideo(
    { path: file.path, info: probed, threads: context.threadsPerVideo, tools, logger },
    { signal },
  );
  const sound = audio === undefined ? {} : { audio };
  const texts = await readings.read({ path: file.path, info: probed, ...sound });
  const { source: _streamNumbers, ...info } = probed;
  const title = file.metadata?.title;
  const said = { tags: file.metadata?.tags ?? [], ...(title === undefined ? {} : { title }), ...texts };
  return { sample: { info, frames, ...sound, text: textsOf(said) }, texts };
}

/** Runs every extractor; a modality that the video lacks is absent from the list. */
export async function extractAll(
  sample: VideoSample,
  options: Pick<IngestOptions, 'context' | 'extractors'>,
): Promise<FeatureSequence[]> {
  const sequences: FeatureSequence[] = [];
  for (const extractor of options.extractors) {
    const sequence = await extractor.extract(sample, { signal: options.context.signal });
    if (sequence !== undefined) sequences.push(sequence);
  }
  return sequences;
}

function middleFrame(sample: VideoSample): Frame {
  const frame = sample.frames[Math.floor(sample.frames.length / 2)];
  if (frame === undefined) {
    throw new InputError({ code: 'decode-failed', message: 'No frame could be decoded.' });
  }
  return frame;
}

/** Concatenates the pooled vectors of the extractors that share a modality, in the order of the extractors. */
export function pooledByModality(
  sequences: readonly FeatureSequence[],
): Partial<Record<Modality, Float32Array>> {
  const pooled: Partial<Record<Modality, Float32Array>> = {};
  for (const { modality, pooled: vector } of sequences) {
    const before = pooled[modality];
    pooled[modality] = before === undefined ? vector : Float32Array.from([...before, ...vector]);
  }
  return pooled;
}

import type { VideoTokenModel } from '../src/core/embedding.js';
import { VidtokenError } from '../src/core/errors.js';
import {
  type ExtractorSpec,
  extractorSetLabel,
  type FeatureExtractor,
  type FeatureSequence,
} from '../src/core/features.js';
import { type ContentHash, type SpaceId, videoId } from '../src/core/ids.js';
import type { VideoSample } from '../src/core/media.js';
import type { ExplainReport } from '../src/core/reports/explain-report.js';
import type { VectorRow, VideoStore } from '../src/core/store.js';
import { hashFile } from '../src/dataset/hash-file.js';
import { createTextTower, type TextTower } from '../src/features/text-tower.js';
import { decodePicture } from '../src/media/decode-picture.js';
import type { BackendName } from '../src/tensor/backend-names.js';
import { contentSource, tokenSource } from './clustering/cluster-source.js';
import type { PipelineContext } from './context.js';
import { holdOne } from './encode/held.js';
import { nearestCluster } from './encode/nearest-cluster.js';
import { stillSample } from './encode/still-sample.js';
import { explainStored } from './explain.js';
import { requireAligned } from './search.js';
import { createExtractors, modelThreads } from './stages/create-extractors.js';
import { currentModel, requireCurrentModel, requireCurrentSpace } from './stages/current-model.js';
import { extractAll, pooledByModality, readSample } from './stages/ingest-video.js';
import { withStore } from './stages/open-for-reading.js';
import { requireExtractorsOf } from './stages/open-ingest-session.js';
import { openReadings } from './stages/readings.js';

/** A video file and what somebody says about it. */
export interface FileToEncode {
  /** Absolute path. */
  readonly path: string;
  readonly title?: string;
  readonly tags?: readonly string[];
}

export interface EncodedFile {
  readonly spaceId: SpaceId;
  /** Unit vector. */
  readonly token: Float32Array;
  /** What the decoder reads out of it. */
  readonly readOut: string;
  /** Null before the first clustering. */
  readonly clusterId: number | null;
  readonly tokenClusterId: number | null;
  readonly durationSeconds: number | null;
  readonly contentHash: ContentHash;
}

/**
 * Models that stay loaded between one question and the next. Nothing is stored. A model that becomes the current one,
 * or a store that is made anew, is noticed with the next question. Files, pictures and explanations come one after the
 * other, words one after the other beside them.
 */
export interface EncodeSession {
  /** @throws InputError of the file; VidtokenError `no-model`, `extractor-mismatch`, `weights-missing` */
  embedFile(file: FileToEncode, signal: AbortSignal): Promise<EncodedFile>;
  /**
   * Pooled visual vector of a JPEG, PNG or WebP. No token: a picture has no motion, sound or text, and tokens of such
   * a video lie far from those of the video that it is taken from.
   * @throws InputError of the picture; VidtokenError `configuration` when the store has no visual extractor
   */
  embedPicture(picture: Uint8Array, signal: AbortSignal): Promise<Float32Array>;
  /** @throws VidtokenError `configuration` when no extractor of the store shares a space with texts */
  embedWords(words: string, signal: AbortSignal): Promise<Float32Array>;
  /** @throws VidtokenError `no-such-video`, `no-model`, `space-mismatch` */
  explain(id: string, signal: AbortSignal): Promise<ExplainReport>;
  dispose(): Promise<void>;
}

export function openEncodeSession(options: {
  readonly context: PipelineContext;
  readonly backend: BackendName;
}): EncodeSession {
  const { context } = options;
  const models = holdOne<VideoTokenModel>((model) => model.dispose());
  const towers = holdOne<TextTower>((tower) => tower.dispose());
  const extractorSets = holdOne<readonly FeatureExtractor[]>(disposeAll);
  const within = <Result>(
    signal: AbortSignal,
    work: (store: VideoStore, context: PipelineContext) => Promise<Result>,
  ): Promise<Result> => {
    const scoped = { ...context, signal };
    return withStore(scoped, (store) => work(store, scoped));
  };
  const modelNow = async (): Promise<VideoTokenModel> => {
    const found = await currentModel(context);
    const space = found?.space ?? (await requireCurrentSpace(context));
    return models.of(`${found?.folder} ${space.id}`, () => requireCurrentModel(options));
  };
  const extractorsOf = (specs: readonly ExtractorSpec[]): Promise<readonly FeatureExtractor[]> =>
    extractorSets.of(extractorSetLabel(specs), () =>
      createExtractors(
        specs.map(({ id }) => id),
        context,
      ),
    );
  const encode = async (
    sample: VideoSample,
    store: VideoStore,
    scoped: PipelineContext,
  ): Promise<Encoded> => {
    const model = await modelNow();
    const extractors = await extractorsOf(store.schema.extractors);
    requireExtractorsOf(
      model,
      extractors.map(({ spec }) => spec),
    );
    const sequences = await extractAll(sample, { context: scoped, extractors });
    const [token] = model.embed([sequences]);
    if (token === undefined) throw new RangeError('The model gave no token.');
    return { model, sequences, token };
  };

  return {
    embedFile: (file, signal) =>
      within(signal, async (store, scoped) => {
        const { contentHash } = await hashFile(file.path, { signal });
        const sample = await sampleOf(file, scoped);
        const { model, sequences, token } = await encode(sample, store, scoped);
        const row = { ...unstoredRow(file.path, contentHash), token, pooled: pooledByModality(sequences) };
        const clusterOf = { store, row, signal };
        return {
          spaceId: model.space.id,
          token,
          readOut: model.describe(token),
          clusterId: await nearestCluster({ ...clusterOf, source: contentSource(store.schema) }),
          tokenClusterId: await nearestCluster({ ...clusterOf, source: tokenSource(model.space) }),
          durationSeconds: sample.info.durationSeconds ?? null,
          contentHash,
        };
      }),
    embedPicture: (picture, signal) =>
      within(signal, async (store, scoped) => {
        const sample = stillSample(await decodePicture(picture));
        const extractors = await extractorsOf(store.schema.extractors);
        const { visual } = pooledByModality(await extractAll(sample, { context: scoped, extractors }));
        if (visual === undefined) throw noVisualExtractor(store);
        return visual;
      }),
    embedWords: (words, signal) =>
      within(signal, async (store) => {
        const spec = requireAligned(store);
        const { weightsFolder } = context;
        const tower = await towers.of(extractorSetLabel([spec]), () =>
          createTextTower(spec, { weightsFolder, threads: modelThreads(context) }),
        );
        return tower.embed(words, { signal });
      }),
    explain: (id, signal) =>
      within(signal, async (store, scoped) => {
        await requireStored(store, id);
        return explainStored({ context: scoped, store, model: await modelNow(), target: id });
      }),
    async dispose() {
      for (const held of [models, towers, extractorSets]) await held.close();
    },
  };
}

interface Encoded {
  readonly model: VideoTokenModel;
  readonly sequences: readonly FeatureSequence[];
  readonly token: Float32Array;
}

async function sampleOf(file: FileToEncode, context: PipelineContext): Promise<VideoSample> {
  const { path, title, tags = [] } = file;
  const readings = await openReadings({}, context);
  try {
    const metadata = { tags, labels: {}, metadata: {}, ...(title === undefined ? {} : { title }) };
    const { sample } = await readSample({ path, metadata }, { context, readings });
    return sample;
  } finally {
    await readings.dispose();
  }
}

/** A row of a video that is not stored; only its vectors are asked for. */
function unstoredRow(path: string, contentHash: ContentHash): VectorRow {
  return { id: videoId(contentHash), contentHash, uri: path, labels: {}, pooled: {} };
}

/** Words from outside must never be taken for the path of a file. */
async function requireStored(store: VideoStore, id: string): Promise<void> {
  const wanted = videoId(id);
  if ((await store.videos.identitiesById([wanted])).has(wanted)) return;
  throw new VidtokenError({ code: 'no-such-video', message: `There is no video "${id}".` });
}

async function disposeAll(extractors: readonly FeatureExtractor[]): Promise<void> {
  for (const extractor of extractors) await extractor.dispose();
}

function noVisualExtractor({ schema }: VideoStore): VidtokenError {
  return new VidtokenError({
    code: 'configuration',
    message: `This store cannot be searched by a picture: none of its extractors (${extractorSetLabel(schema.extractors)}) looks at frames.`,
    hint: 'Make one with a visual extractor: vidtoken embed <folder> --data <new folder>',
  });
}

import type { AudioTrack, Transcript } from '../../src/core/media.js';
import type { TextRecogniser, Transcriber } from '../../src/core/reading.js';
import type { ProbedVideo } from '../../src/media/probe.js';
import { type SampledVideo, sampleVideo } from '../../src/media/sample.js';
import { readSubtitles } from '../../src/media/subtitles.js';
import { createTextRecogniser, createTranscriber } from '../../src/readings/registry.js';
import type { PipelineContext } from '../context.js';
import { downloadProgress } from './download-progress.js';
import type { ReadingOptions } from './teacher-options.js';

/** Writing must be large enough to be read: more pixels than any feature needs, of fewer frames. */
const WRITING_FRAMES = 4;
const WRITING_MAX_SIDE_PIXELS = 1280;

/** What was read out of a video. An empty text says that it was looked for and not found. */
export interface ReadTexts {
  readonly transcript?: Transcript;
  readonly onScreenText?: string;
}

interface ReadableVideo {
  readonly path: string;
  readonly info: ProbedVideo;
  /** The sound when it is at hand; else it is decoded when it is needed. */
  readonly audio?: AudioTrack;
  /** What was read before is not read again. */
  readonly known?: ReadTexts;
}

/** Reads what is said and written in videos. Holds models until disposed. */
export interface Readings {
  /** Would `read` find something to do for a video of which this is known? */
  isWanted(known: ReadTexts): boolean;
  read(video: ReadableVideo): Promise<ReadTexts>;
  dispose(): Promise<void>;
}

/** Subtitles are read wherever a file has them; the models only when they are asked for. */
export async function openReadings(options: ReadingOptions, context: PipelineContext): Promise<Readings> {
  const creation = {
    weightsFolder: context.weightsFolder,
    threads: context.threadsPerVideo,
    offline: context.offline,
    hub: context.hub,
    onDownload: downloadProgress(context.progress),
    logger: context.logger,
  };
  const transcriber =
    options.transcriber === undefined
      ? undefined
      : await createTranscriber({ ...creation, ...options.transcriber });
  const recogniser =
    options.textRecogniser === undefined
      ? undefined
      : await createTextRecogniser({ ...creation, ...options.textRecogniser });
  return {
    isWanted: ({ transcript, onScreenText }) =>
      (transcriber !== undefined && transcript === undefined) ||
      (recogniser !== undefined && onScreenText === undefined),
    async read(video) {
      const known = video.known ?? {};
      const transcript = known.transcript ?? (await readTranscript(video, { transcriber, context }));
      const onScreenText = known.onScreenText ?? (await readWriting(video, { recogniser, context }));
      return {
        ...(transcript === undefined ? {} : { transcript }),
        ...(onScreenText === undefined ? {} : { onScreenText }),
      };
    },
    async dispose() {
      await transcriber?.dispose();
      await recogniser?.dispose();
    },
  };
}

/** Subtitles win over recognised speech: a person wrote them. */
async function readTranscript(
  { path, info, audio }: ReadableVideo,
  {
    transcriber,
    context,
  }: { readonly transcriber: Transcriber | undefined; readonly context: PipelineContext },
): Promise<Transcript | undefined> {
  const { signal, tools, logger } = context;
  const subtitles = await readSubtitles({ path, info, tools, logger }, { signal });
  if (subtitles !== undefined) {
    const { language } = info.subtitles ?? {};
    return { text: subtitles, source: 'subtitles', ...(language === undefined ? {} : { language }) };
  }
  if (transcriber === undefined) return undefined;
  const nothing = { text: '', source: `${transcriber.id}:${transcriber.model}` };
  const sound = audio ?? (await decode({ path, info }, context, { frameCount: 1 })).audio;
  return sound === undefined ? nothing : ((await transcriber.transcribe(sound, { signal })) ?? nothing);
}

async function readWriting(
  { path, info }: ReadableVideo,
  {
    recogniser,
    context,
  }: { readonly recogniser: TextRecogniser | undefined; readonly context: PipelineContext },
): Promise<string | undefined> {
  if (recogniser === undefined) return undefined;
  const { frames } = await decode({ path, info }, context, {
    frameCount: WRITING_FRAMES,
    frameMaxSidePixels: WRITING_MAX_SIDE_PIXELS,
    audioMaxSeconds: 0,
  });
  return (await recogniser.recognise(frames, { signal: context.signal })) ?? '';
}

async function decode(
  video: Pick<ReadableVideo, 'path' | 'info'>,
  { tools, logger, threadsPerVideo, signal }: PipelineContext,
  limits: {
    readonly frameCount: number;
    readonly frameMaxSidePixels?: number;
    readonly audioMaxSeconds?: number;
  },
): Promise<SampledVideo> {
  return sampleVideo({ ...video, ...limits, threads: threadsPerVideo, tools, logger }, { signal });
}

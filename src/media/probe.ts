import { InputError } from '../core/errors.js';
import type { AudioStreamInfo, VideoInfo } from '../core/media.js';
import { parseJson } from '../core/parse-json.js';
import { clockwiseRotation, displaySize } from './display-size.js';
import { type FileFacts, readFileFacts } from './file-facts.js';
import { fileArgument, inputSafetyArguments } from './input-arguments.js';
import { findMediaTools, type MediaTools } from './media-tools.js';
import { PROBE_ENTRIES, type ProbeOutput, type ProbeStream, probeSchema } from './probe-schema.js';
import { readableReason } from './readable-reason.js';
import { runMediaProcess } from './run-media-process.js';
import { subtitleInfo, textSubtitleStream } from './subtitle-stream.js';

/** A file over a limit is refused, never cut. */
export interface MediaLimits {
  /** Coded picture size in pixels; default 8192 × 4320. */
  readonly maxPixels?: number;
  /** Default: no limit. */
  readonly maxBytes?: number;
  /** Default: no limit. A video of unknown length passes. */
  readonly maxDurationSeconds?: number;
}

export const DEFAULT_MAX_PIXELS = 8192 * 4320;
const DEFAULT_PROBE_TIMEOUT_MS = 20_000;
const MAX_PROBE_BYTES = 1024 * 1024;

/** `VideoInfo` and what the sampler needs to find the same streams and times again. */
export interface ProbedVideo extends VideoInfo {
  readonly source: {
    readonly videoStreamIndex: number;
    readonly audioStreamIndex?: number;
    readonly subtitleStreamIndex?: number;
    /** Timestamp of the container's start; times of frames count from here. */
    readonly startSeconds: number;
    /** How much later than the container the picture starts, ≥ 0. */
    readonly videoDelaySeconds: number;
    /** A protection system is declared somewhere in the file. */
    readonly mentionsEncryption: boolean;
  };
}

export interface ProbeOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly limits?: MediaLimits;
  readonly tools?: MediaTools;
}

/**
 * What a file is, by ffprobe, read through a schema; the size is the one on the screen, upright with square pixels.
 *
 * @throws InputError `not-found`, `not-a-file`, `unreadable`, `empty-file`, `not-a-video`, `no-video-stream`,
 *   `encrypted`, `decode-failed`, `timeout`, `too-large`, `too-long`.
 * @throws VidtokenError `missing-tool`.
 */
export async function probeVideo(path: string, options: ProbeOptions = {}): Promise<ProbedVideo> {
  const limits = options.limits ?? {};
  const facts = await readFileFacts(path);
  if (facts.sizeBytes > (limits.maxBytes ?? Number.POSITIVE_INFINITY)) {
    throw new InputError({
      code: 'too-large',
      message: `The file has ${facts.sizeBytes} bytes; ${limits.maxBytes} are allowed.`,
    });
  }
  if (facts.hasEncryptedVideoEntry) throw encrypted();
  const output = await runProbe(path, facts, options);
  const info = describeOutput(output, facts);
  checkLimits(info, output, limits);
  return info;
}

function encrypted(): InputError {
  return new InputError({
    code: 'encrypted',
    message: 'The video is protected (encrypted samples) and cannot be decoded without its key.',
  });
}

async function runProbe(path: string, facts: FileFacts, options: ProbeOptions): Promise<ProbeOutput> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_PROBE_TIMEOUT_MS;
  const result = await runMediaProcess({
    program: (options.tools ?? findMediaTools()).ffprobePath,
    arguments: [
      ...['-hide_banner', '-v', 'error', '-of', 'json', '-show_entries', PROBE_ENTRIES],
      ...inputSafetyArguments({ maxPixels: options.limits?.maxPixels ?? DEFAULT_MAX_PIXELS }),
      fileArgument(path),
    ],
    timeoutMs,
    maxBytes: [MAX_PROBE_BYTES],
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  if (result.outcome === 'timeout') {
    throw new InputError({
      code: 'timeout',
      message: `ffprobe did not finish within ${timeoutMs} ms.`,
      retryable: true,
    });
  }
  const parsed = parseOutput(result.outputs[0] ?? new Uint8Array());
  if (result.exitCode !== 0 || parsed?.format === undefined) throw notOpened(facts, result.stderrTail);
  return parsed;
}

function parseOutput(bytes: Uint8Array): ProbeOutput | undefined {
  return probeSchema.safeParse(parseJson(new TextDecoder().decode(bytes))).data;
}

function notOpened(facts: FileFacts, stderrTail: string): InputError {
  const reason = readableReason(stderrTail);
  if (reason?.includes('exceeds specified max pixel count')) {
    return new InputError({ code: 'too-large', message: `${reason.replace(/, see .*/, '')}.` });
  }
  if (facts.looksLikeContainer) {
    return new InputError({
      code: 'decode-failed',
      message: `The file starts like a media file but is damaged or cut off${reason === undefined ? '' : `: ${reason}`}.`,
    });
  }
  return new InputError({
    code: 'not-a-video',
    message: facts.isStillPicture
      ? 'This is a still picture, not a video.'
      : 'The file is not in a known video format (text, picture or something else).',
  });
}

/** The default stream first, then the larger picture, then the lower index. */
function bestVideoStream(streams: readonly ProbeStream[]): ProbeStream | undefined {
  const area = (stream: ProbeStream): number => (stream.width ?? 0) * (stream.height ?? 0);
  const preference = (stream: ProbeStream): number =>
    (area(stream) > 0 ? 2 : 0) + (stream.disposition?.default === true ? 1 : 0);
  return streams
    .filter((stream) => stream.codec_type === 'video')
    .filter(
      (stream) => stream.disposition?.attached_pic !== true && stream.disposition?.timed_thumbnails !== true,
    )
    .sort((left, right) => preference(right) - preference(left) || area(right) - area(left))[0];
}

function bestAudioStream(streams: readonly ProbeStream[]): ProbeStream | undefined {
  const sounds = streams.filter((stream) => stream.codec_type === 'audio' && !isEncrypted(stream));
  return sounds.find((stream) => stream.disposition?.default === true) ?? sounds[0];
}

function isEncrypted(stream: ProbeStream): boolean {
  const tags = new Set(['encv', 'enca', 'drmi', 'drms']);
  return (
    tags.has(stream.codec_tag_string ?? '') ||
    (stream.side_data_list ?? []).some((entry) => /^Encryption/.test(entry.side_data_type ?? ''))
  );
}

function describeOutput(output: ProbeOutput, facts: FileFacts): ProbedVideo {
  const streams = output.streams ?? [];
  const video = bestVideoStream(streams);
  if (video === undefined) {
    throw new InputError({
      code: streams.some((stream) => stream.codec_type === 'audio') ? 'no-video-stream' : 'not-a-video',
      message: 'The file has no video stream (sound, subtitles or a cover picture only).',
    });
  }
  if (isEncrypted(video)) throw encrypted();
  const isSinglePicture = output.format?.format_name === 'gif' && video.nb_frames === 1;
  if (isSinglePicture || (facts.isStillPicture && (video.nb_frames ?? 1) <= 1)) {
    throw new InputError({ code: 'not-a-video', message: 'This is a still picture, not a video.' });
  }
  if (video.width === undefined || video.height === undefined || video.width * video.height <= 0) {
    throw new InputError({
      code: 'decode-failed',
      message: `The picture size of the ${video.codec_name ?? 'unknown'} video stream could not be determined.`,
    });
  }
  const coded = { width: video.width, height: video.height };
  return assembleInfo(output, {
    video: { ...video, ...coded },
    audio: bestAudioStream(streams),
    subtitles: textSubtitleStream(streams),
  });
}

type SizedStream = ProbeStream & { readonly width: number; readonly height: number };

function assembleInfo(
  output: ProbeOutput,
  chosen: {
    readonly video: SizedStream;
    readonly audio: ProbeStream | undefined;
    readonly subtitles: ProbeStream | undefined;
  },
): ProbedVideo {
  const { video, audio, subtitles } = chosen;
  const rotationDegrees = clockwiseRotation({
    displayMatrixDegrees: video.side_data_list?.find((entry) => entry.rotation !== undefined)?.rotation,
    rotateTagDegrees: video.tags?.rotate,
  });
  const durationSeconds = positive(video.duration) ?? positive(output.format?.duration);
  const framesPerSecond = video.avg_frame_rate ?? video.r_frame_rate;
  const startSeconds = output.format?.start_time ?? 0;
  return {
    container: output.format?.format_name ?? 'unknown',
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    video: {
      codec: video.codec_name ?? 'unknown',
      ...displaySize({ ...video, sampleAspectRatio: video.sample_aspect_ratio, rotationDegrees }),
      rotationDegrees,
      ...(framesPerSecond === undefined ? {} : { framesPerSecond }),
      ...(video.pix_fmt === undefined || video.pix_fmt === 'unknown' ? {} : { pixelFormat: video.pix_fmt }),
    },
    ...(audio === undefined ? {} : { audio: audioInfo(audio) }),
    ...(subtitles === undefined ? {} : { subtitles: subtitleInfo(subtitles) }),
    source: {
      videoStreamIndex: video.index,
      ...(audio === undefined ? {} : { audioStreamIndex: audio.index }),
      ...(subtitles === undefined ? {} : { subtitleStreamIndex: subtitles.index }),
      startSeconds,
      videoDelaySeconds: Math.max(0, (video.start_time ?? startSeconds) - startSeconds),
      mentionsEncryption: (output.streams ?? []).some(isEncrypted),
    },
  };
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

function audioInfo(audio: ProbeStream): AudioStreamInfo {
  return {
    codec: audio.codec_name ?? 'unknown',
    ...(positive(audio.sample_rate) === undefined ? {} : { sampleRateHz: audio.sample_rate as number }),
    ...(positive(audio.channels) === undefined ? {} : { channels: audio.channels as number }),
  };
}

function checkLimits(info: ProbedVideo, output: ProbeOutput, limits: MediaLimits): void {
  const maxPixels = limits.maxPixels ?? DEFAULT_MAX_PIXELS;
  const video = output.streams?.find((stream) => stream.index === info.source.videoStreamIndex);
  if ((video?.width ?? 0) * (video?.height ?? 0) > maxPixels) {
    throw new InputError({
      code: 'too-large',
      message: `The picture is ${video?.width} × ${video?.height} pixels; ${maxPixels} in all are allowed.`,
    });
  }
  const maxSeconds = limits.maxDurationSeconds ?? Number.POSITIVE_INFINITY;
  if ((info.durationSeconds ?? 0) > maxSeconds) {
    throw new InputError({
      code: 'too-long',
      message: `The video lasts ${info.durationSeconds?.toFixed(1)} s; ${maxSeconds} s are allowed.`,
    });
  }
}

import { InputError } from '../core/errors.js';
import type { AudioTrack, Frame } from '../core/media.js';
import { type Logger, silentLogger } from '../core/runtime.js';
import { cutFrames, parseFrameTimes } from './cut-frames.js';
import { decodeBudgetSeconds, isDecodedWhole } from './decode-cost.js';
import { fitWithin, type PixelSize } from './display-size.js';
import { findKeyTimes } from './key-times.js';
import { findMediaTools, type MediaTools } from './media-tools.js';
import type { ProbedVideo } from './probe.js';
import { readableReason } from './readable-reason.js';
import { type MediaProcessResult, runMediaProcess } from './run-media-process.js';
import { type DecodePlan, sampleArguments } from './sample-arguments.js';
import { nearestIndices, planSeeks, segmentMiddles } from './sample-plan.js';

export interface SampleOptions {
  /** Path that was probed. */
  readonly path: string;
  readonly info: ProbedVideo;
  /** Pictures wanted; fewer may come. Default 8. */
  readonly frameCount?: number;
  /** Longest side of a picture in pixels; smaller videos are not enlarged. Default 224. */
  readonly frameMaxSidePixels?: number;
  /** Default 16000. */
  readonly audioSampleRateHz?: number;
  /** Sound is read from the start up to here; 0 reads none. Default 30. */
  readonly audioMaxSeconds?: number;
  /** Decoder threads. Default 2. */
  readonly threads?: number;
  /** Wall-clock limit of each ffmpeg process. Default 60000. */
  readonly timeoutMs?: number;
  readonly tools?: MediaTools;
  readonly logger?: Logger;
}

export interface SampledVideo {
  /** In time order, at least one. */
  readonly frames: readonly Frame[];
  /** Absent when there is no sound track or it could not be decoded. */
  readonly audio?: AudioTrack;
}

/** Of a video whose length nobody knows, this much is read. */
const SEQUENTIAL_READ_SECONDS = 120;
/** A header may say less than there is; reading goes on this much longer. */
const WHOLE_READ_EXTRA_SECONDS = 1;
const MAX_SEQUENTIAL_FRAMES = 160;
const MAX_TIMES_BYTES = 256 * 1024;
const BYTES_PER_SAMPLE = 4;

interface Job {
  readonly path: string;
  readonly info: ProbedVideo;
  readonly frameCount: number;
  readonly size: PixelSize;
  readonly audio: { readonly sampleRateHz: number; readonly maxSeconds: number } | undefined;
  readonly threads: number;
  readonly timeoutMs: number;
  readonly tools: MediaTools;
  readonly logger: Logger;
  readonly signal: AbortSignal | undefined;
}

/**
 * Pictures over the length of a video and its sound, decoded by one ffmpeg process. Long videos are seeked at
 * their keyframes instead of decoded; when that or the stated length turns out wrong, a bounded part is read in
 * order by a second process. The same file always gives the same bytes.
 *
 * @throws InputError `decode-failed`, `encrypted`, `timeout` when no picture at all could be decoded.
 * @throws VidtokenError `missing-tool`; the signal's reason when aborted.
 */
export async function sampleVideo(
  options: SampleOptions,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<SampledVideo> {
  const { path, info } = options;
  const maxSeconds = options.audioMaxSeconds ?? 30;
  const job: Job = {
    path,
    info,
    frameCount: options.frameCount ?? 8,
    size: fitWithin(info.video, options.frameMaxSidePixels ?? 224),
    audio:
      info.source.audioStreamIndex === undefined || maxSeconds <= 0
        ? undefined
        : { sampleRateHz: options.audioSampleRateHz ?? 16_000, maxSeconds },
    threads: options.threads ?? 2,
    timeoutMs: options.timeoutMs ?? 60_000,
    tools: options.tools ?? findMediaTools(),
    logger: options.logger ?? silentLogger,
    signal,
  };
  const plan = await choosePlan(job);
  const first = await decode(job, plan);
  const wanted = expectedFrames(job);
  const frames = chooseFrames(first.frames, plan, job);
  if (plan.kind === 'sequential' || frames.length * 2 >= wanted) return finish(frames, first, job);
  job.logger.debug({ path, got: frames.length, wanted }, 'too few pictures; reading the video in order');
  const fallback: DecodePlan = { kind: 'sequential', readSeconds: SEQUENTIAL_READ_SECONDS };
  const second = await decode({ ...job, audio: first.audio === undefined ? job.audio : undefined }, fallback);
  const reread = chooseFrames(second.frames, fallback, job);
  const audio = first.audio ?? second.audio;
  return finish(reread.length > frames.length ? reread : frames, { ...second, audio }, job);
}

/** A video of few pictures cannot give more than it has. */
function expectedFrames(job: Job): number {
  const { durationSeconds, video } = job.info;
  if (durationSeconds === undefined) return job.frameCount;
  const existing = Math.round(durationSeconds * (video.framesPerSecond ?? 1));
  return Math.min(job.frameCount, Math.max(1, existing));
}

async function choosePlan(job: Job): Promise<DecodePlan> {
  const { info } = job;
  const { durationSeconds } = info;
  if (durationSeconds === undefined) return { kind: 'sequential', readSeconds: SEQUENTIAL_READ_SECONDS };
  const segments = { durationSeconds, count: job.frameCount, delaySeconds: info.source.videoDelaySeconds };
  const middles = segmentMiddles(segments);
  if (isDecodedWhole(info)) {
    const readSeconds = info.source.videoDelaySeconds + durationSeconds + WHOLE_READ_EXTRA_SECONDS;
    return { kind: 'whole', timesSeconds: middles, readSeconds };
  }
  const keySeconds = await findKeyTimes({
    path: job.path,
    info,
    middlesSeconds: middles,
    tools: job.tools,
    timeoutMs: job.timeoutMs,
    ...(job.signal === undefined ? {} : { signal: job.signal }),
  });
  const groups = planSeeks({ ...segments, keySeconds, budgetSeconds: decodeBudgetSeconds(info) });
  if (groups.length > 0) return { kind: 'seek', groups };
  // Without known keyframes each seek ends somewhere near and the decoder waits for the next one it can start at.
  return {
    kind: 'seek',
    groups: middles.map((keySeconds) => ({ keySeconds, takesKey: true, offsetsSeconds: [] })),
  };
}

interface Decoded {
  readonly frames: readonly Frame[];
  readonly audio: AudioTrack | undefined;
  readonly result: MediaProcessResult;
}

async function decode(job: Job, plan: DecodePlan): Promise<Decoded> {
  const decoded = await decodeOnce(job, plan);
  // Only the sound may be undecodable: ffmpeg then refuses to start at all.
  const isSoundSuspect = decoded.frames.length === 0 && decoded.result.outcome === 'exited';
  if (job.audio === undefined || !isSoundSuspect) return decoded;
  const silent = await decodeOnce({ ...job, audio: undefined }, plan);
  if (silent.frames.length > 0) {
    const reason = readableReason(decoded.result.stderrTail);
    job.logger.warn({ path: job.path, reason }, 'the sound could not be decoded and is left out');
  }
  return silent;
}

async function decodeOnce(job: Job, plan: DecodePlan): Promise<Decoded> {
  const { size, audio } = job;
  const maxFrames = plan.kind === 'sequential' ? MAX_SEQUENTIAL_FRAMES : 4 * job.frameCount + 4;
  const maxSamples = audio === undefined ? 0 : Math.ceil(audio.sampleRateHz * audio.maxSeconds);
  const run = (usesOldOptionNames: boolean): Promise<MediaProcessResult> =>
    runMediaProcess({
      program: job.tools.ffmpegPath,
      arguments: sampleArguments({
        path: job.path,
        info: job.info,
        plan,
        size,
        ...(audio === undefined ? {} : { audio }),
        threads: job.threads,
        cpuLimitSeconds: Math.ceil((job.timeoutMs / 1000) * (job.threads + 1)),
        usesOldOptionNames,
      }),
      timeoutMs: job.timeoutMs,
      maxBytes: [maxFrames * size.width * size.height * 3, maxSamples * BYTES_PER_SAMPLE, MAX_TIMES_BYTES],
      ...(job.signal === undefined ? {} : { signal: job.signal }),
    });
  const modern = await run(false);
  const result = /Unrecognized option 'fps_mode'/.test(modern.stderrTail) ? await run(true) : modern;
  const [bytes = new Uint8Array(), sound = new Uint8Array(), times = new Uint8Array()] = result.outputs;
  const timesSeconds = parseFrameTimes(new TextDecoder().decode(times));
  return {
    frames: cutFrames({ bytes, size, timesSeconds }),
    audio: audio === undefined ? undefined : toAudioTrack(sound, audio.sampleRateHz),
    result,
  };
}

/** Little-endian 32-bit floats, copied so that they are aligned; damaged streams may hold wild values. */
function toAudioTrack(bytes: Uint8Array, sampleRateHz: number): AudioTrack | undefined {
  const count = Math.floor(bytes.length / BYTES_PER_SAMPLE);
  if (count === 0) return undefined;
  const samples = new Float32Array(bytes.slice(0, count * BYTES_PER_SAMPLE).buffer);
  for (let index = 0; index < count; index += 1) {
    const sample = samples[index] as number;
    samples[index] = Number.isFinite(sample) ? Math.max(-1, Math.min(1, sample)) : 0;
  }
  return { sampleRateHz, samples };
}

/** Keeps the pictures nearest to the segment middles and drops reserves and repeated times. */
function chooseFrames(frames: readonly Frame[], plan: DecodePlan, job: Job): Frame[] {
  const distinct = frames.filter((frame, index) => frame.timeSeconds !== frames[index - 1]?.timeSeconds);
  if (plan.kind === 'seek') return distinct;
  const times = distinct.map((frame) => frame.timeSeconds);
  const wanted = plan.kind === 'whole' ? plan.timesSeconds : coveredMiddles(times, job.frameCount);
  return nearestIndices(times, wanted).map((index) => distinct[index] as Frame);
}

/** Segment middles of what was really read, when the length is not known. */
function coveredMiddles(times: readonly number[], count: number): number[] {
  const start = times[0] ?? 0;
  return segmentMiddles({ durationSeconds: (times.at(-1) ?? start) - start, count, delaySeconds: start });
}

function finish(frames: readonly Frame[], decoded: Decoded, job: Job): SampledVideo {
  if (frames.length === 0) throw noFrames(decoded.result, job);
  return { frames, ...(decoded.audio === undefined ? {} : { audio: decoded.audio }) };
}

function noFrames(result: MediaProcessResult, job: Job): InputError {
  if (result.outcome === 'timeout') {
    const message = `No picture could be decoded within ${job.timeoutMs} ms.`;
    return new InputError({ code: 'timeout', message, retryable: true });
  }
  if (job.info.source.mentionsEncryption) {
    const message = 'No picture could be decoded: the file is protected (encrypted samples).';
    return new InputError({ code: 'encrypted', message });
  }
  const crash = result.exitCode === undefined ? 'ffmpeg itself ended abnormally' : undefined;
  const reason = readableReason(result.stderrTail) ?? crash;
  return new InputError({
    code: 'decode-failed',
    message: `No picture could be decoded${reason === undefined ? '' : `: ${reason}`}.`,
  });
}

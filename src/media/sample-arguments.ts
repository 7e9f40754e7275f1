import type { PixelSize } from './display-size.js';
import { fileArgument, inputSafetyArguments } from './input-arguments.js';
import { DEFAULT_MAX_PIXELS, type ProbedVideo } from './probe.js';
import type { SeekGroup } from './sample-plan.js';

/** ffmpeg looks for a seek target up to 3/23 s early when pictures are reordered; a little more leads past that. */
const SEEK_LEAD_SECONDS = 0.15;
const KEY_ONLY_SECONDS = 0.001;
/** In sequential reading, the gap between kept pictures is this share of the time read so far. */
const SEQUENTIAL_GAP_SHARE = 1 / 16;
const SEQUENTIAL_MIN_GAP_SECONDS = 0.02;

/** What one ffmpeg process reads and keeps. */
export type DecodePlan =
  /** Read from the start and keep the picture on display at each time. */
  | { readonly kind: 'whole'; readonly timesSeconds: readonly number[]; readonly readSeconds: number }
  /** Seek to keyframes. */
  | { readonly kind: 'seek'; readonly groups: readonly SeekGroup[] }
  /** Length unknown: keep pictures at gaps that grow with time, so few are kept however long it gets. */
  | { readonly kind: 'sequential'; readonly readSeconds: number };

export interface SampleArgumentsOptions {
  readonly path: string;
  readonly info: ProbedVideo;
  readonly plan: DecodePlan;
  readonly size: PixelSize;
  readonly audio?: { readonly sampleRateHz: number; readonly maxSeconds: number };
  readonly threads: number;
  /** CPU seconds after which the system ends the process even if its parent is gone. */
  readonly cpuLimitSeconds: number;
  /** `-fps_mode` is called `-vsync` before ffmpeg 5.1. */
  readonly usesOldOptionNames: boolean;
}

/**
 * Keeps one picture each time a further one of the ascending `times` has passed. The picture after the last one
 * is let through to `trim`, which ends the branch on it, so that ffmpeg stops decoding this input.
 */
function selectTimes(times: readonly number[]): string {
  const passed = times.map((time) => `gte(t,${time.toFixed(6)})`).join('+');
  const isDone = `gte(ld(0),${times.length})`;
  const expression = `if(${isDone},1,if(gt(st(1,${passed}),ld(0)),st(0,ld(1))*0+1,0))`;
  return `select='${expression}',trim=end_frame=${times.length}`;
}

function selectGrowingGaps(): string {
  const gap = `max(${SEQUENTIAL_MIN_GAP_SECONDS},(t-start_t)*${SEQUENTIAL_GAP_SHARE})`;
  return `select='if(isnan(prev_selected_t),1,gte(t-prev_selected_t,${gap}))'`;
}

interface PlannedInput {
  readonly arguments: readonly string[];
  readonly select: string;
}

function plannedInputs(options: SampleArgumentsOptions): PlannedInput[] {
  const { plan, threads } = options;
  const rate = options.info.video.framesPerSecond ?? 25;
  const halfFrameSeconds = Math.min(0.5 / rate, 0.25);
  if (plan.kind === 'seek') {
    return plan.groups.map((group) => {
      const last = group.offsetsSeconds.at(-1);
      const seek = ['-noaccurate_seek', '-ss', (group.keySeconds + SEEK_LEAD_SECONDS).toFixed(6)];
      if (last === undefined) {
        const decoder = ['-threads', '1', '-flags', 'low_delay'];
        return {
          arguments: [...decoder, ...seek, '-t', String(KEY_ONLY_SECONDS)],
          select: selectTimes([-1]),
        };
      }
      // Pictures that no other refers to are skipped, so kept ones lie up to four pictures apart.
      const slackSeconds = Math.max(0.2, 5 / rate);
      const decoder = ['-threads', String(threads), '-skip_frame', 'noref'];
      const times = group.offsetsSeconds.map((offset) => group.keySeconds + offset - halfFrameSeconds);
      return {
        arguments: [...decoder, ...seek, '-t', (last + slackSeconds).toFixed(6)],
        select: selectTimes(group.takesKey ? [-1, ...times] : times),
      };
    });
  }
  const reading = ['-threads', String(threads), '-t', plan.readSeconds.toFixed(6)];
  if (plan.kind === 'sequential') return [{ arguments: reading, select: selectGrowingGaps() }];
  // The first picture is kept as a reserve: a video of one picture has no other.
  return [
    {
      arguments: reading,
      select: selectTimes([-1, ...plan.timesSeconds.map((time) => time - halfFrameSeconds)]),
    },
  ];
}

function videoGraph(inputs: readonly PlannedInput[], options: SampleArgumentsOptions): string {
  const { width, height } = options.size;
  const picture = `scale=${width}:${height}:flags=area,setsar=1,format=rgb24`;
  const branches = inputs.map(
    (input, index) => `[${index}:${options.info.source.videoStreamIndex}]${input.select},${picture}`,
  );
  // The print filter stays silent about frames without metadata, hence the added entry.
  const report = "metadata=mode=add:key=kept:value=1,metadata=mode=print:file='pipe\\:4'";
  const counted = `${report},settb=1/1000,setpts=N*1000[v]`;
  if (branches.length === 1) return `${branches[0]},${counted}`;
  const named = branches.map((branch, index) => `${branch}[v${index}]`).join(';');
  const labels = branches.map((_, index) => `[v${index}]`).join('');
  return `${named};${labels}interleave=nb_inputs=${branches.length},${counted}`;
}

/**
 * Arguments of the one ffmpeg process that gives raw rgb24 pictures on pipe 1, their times as text on pipe 4
 * and, when asked for, mono 32-bit float sound on pipe 3. Timestamps are those of the file minus the container's
 * start, so times are right whatever was seeked or skipped.
 */
export function sampleArguments(options: SampleArgumentsOptions): string[] {
  const { plan, audio, info } = options;
  const inputs = plannedInputs(options);
  const file = fileArgument(options.path);
  const safety = inputSafetyArguments({ maxPixels: DEFAULT_MAX_PIXELS });
  const audioInput = plan.kind === 'seek' ? inputs.length : 0;
  const separateAudio =
    audio !== undefined && plan.kind === 'seek'
      ? [...safety, '-vn', '-t', String(audio.maxSeconds), '-i', file]
      : [];
  const sound =
    audio === undefined || info.source.audioStreamIndex === undefined
      ? undefined
      : `[${audioInput}:${info.source.audioStreamIndex}]aresample=${audio.sampleRateHz}:async=1:first_pts=0,` +
        `aformat=sample_fmts=flt:channel_layouts=mono,atrim=end=${audio.maxSeconds}[a]`;
  return [
    ...['-nostdin', '-hide_banner', '-v', 'error', '-timelimit', String(options.cpuLimitSeconds)],
    ...['-copyts', '-start_at_zero', '-filter_complex_threads', '1'],
    ...inputs.flatMap((input) => [...safety, ...input.arguments, '-i', file]),
    ...separateAudio,
    ...['-filter_complex', videoGraph(inputs, options)],
    ...(sound === undefined ? [] : ['-filter_complex', sound]),
    ...[
      '-map',
      '[v]',
      options.usesOldOptionNames ? '-vsync' : '-fps_mode',
      'passthrough',
      '-enc_time_base',
      '1:1000',
    ],
    ...['-f', 'rawvideo', 'pipe:1'],
    ...(sound === undefined ? [] : ['-map', '[a]', '-c:a', 'pcm_f32le', '-f', 'f32le', 'pipe:3']),
  ];
}

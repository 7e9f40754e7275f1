import { z } from 'zod';
import { parseJson } from '../core/parse-json.js';
import { fileArgument, inputSafetyArguments } from './input-arguments.js';
import type { MediaTools } from './media-tools.js';
import { DEFAULT_MAX_PIXELS, type ProbedVideo } from './probe.js';
import { runMediaProcess } from './run-media-process.js';

const MAX_PACKET_BYTES = 256 * 1024;
/** A little before the end of a segment, so that the next segment's first keyframe is not found instead. */
const END_MARGIN_SECONDS = 0.001;

const packetsSchema = z.object({
  packets: z.array(z.object({ pts_time: z.coerce.number(), flags: z.string() })).catch([]),
});

export interface KeyTimesOptions {
  readonly path: string;
  readonly info: ProbedVideo;
  /** Ascending middles of the segments; keyframes are looked for at the middle and the end of each. */
  readonly middlesSeconds: readonly number[];
  readonly tools: MediaTools;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Keyframes near the middles of the segments, by one ffprobe that seeks and reads one packet at each place: a
 * seek ends on the keyframe before the place. Formats whose seeks end elsewhere give an empty list.
 *
 * @returns ascending times, seconds from the container's start.
 */
export async function findKeyTimes(options: KeyTimesOptions): Promise<number[]> {
  const { source } = options.info;
  const half = (options.middlesSeconds[0] ?? 0) - source.videoDelaySeconds;
  const places = options.middlesSeconds.flatMap((middle) => [middle, middle + half - END_MARGIN_SECONDS]);
  const intervals = places.map((place) => `${(place + source.startSeconds).toFixed(6)}%+#1`);
  const result = await runMediaProcess({
    program: options.tools.ffprobePath,
    arguments: [
      ...['-hide_banner', '-v', 'error', '-of', 'json'],
      ...['-select_streams', String(source.videoStreamIndex)],
      ...['-show_entries', 'packet=pts_time,flags', '-read_intervals', intervals.join(',')],
      ...inputSafetyArguments({ maxPixels: DEFAULT_MAX_PIXELS }),
      fileArgument(options.path),
    ],
    timeoutMs: options.timeoutMs,
    maxBytes: [MAX_PACKET_BYTES],
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  if (result.outcome !== 'exited') return [];
  const times = parsePackets(result.outputs[0] ?? new Uint8Array())
    .filter((packet) => packet.flags.startsWith('K'))
    .map((packet) => packet.pts_time - source.startSeconds)
    .filter((time) => time >= 0);
  return [...new Set(times)].sort((left, right) => left - right);
}

function parsePackets(bytes: Uint8Array): z.infer<typeof packetsSchema>['packets'] {
  return packetsSchema.safeParse(parseJson(new TextDecoder().decode(bytes))).data?.packets ?? [];
}

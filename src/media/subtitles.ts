import { type Logger, silentLogger } from '../core/runtime.js';
import { fileArgument, inputSafetyArguments } from './input-arguments.js';
import { findMediaTools, type MediaTools } from './media-tools.js';
import { DEFAULT_MAX_PIXELS, type ProbedVideo } from './probe.js';
import { readableReason } from './readable-reason.js';
import { type MediaProcessResult, runMediaProcess } from './run-media-process.js';
import { subtitleLines } from './subtitle-lines.js';

const TIMEOUT_MS = 20_000;
/** Several hours of talk; more is no subtitle track. */
const MAXIMUM_BYTES = 512 * 1024;
const MAXIMUM_CHARACTERS = 100_000;

/**
 * What the text subtitles of a video say, as plain text, one line a row. `undefined` when it has none, when they are
 * empty, and when they cannot be read: subtitles are an extra, so that fails no video.
 * @throws VidtokenError `missing-tool`; the signal's reason when aborted
 */
export async function readSubtitles(
  options: {
    readonly path: string;
    readonly info: ProbedVideo;
    readonly tools?: MediaTools;
    readonly logger?: Logger;
    readonly timeoutMs?: number;
  },
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<string | undefined> {
  const { path, info, logger = silentLogger } = options;
  const { subtitleStreamIndex } = info.source;
  if (subtitleStreamIndex === undefined) return undefined;
  const result = await runMediaProcess({
    program: (options.tools ?? findMediaTools()).ffmpegPath,
    arguments: [
      ...['-nostdin', '-hide_banner', '-v', 'error'],
      ...inputSafetyArguments({ maxPixels: DEFAULT_MAX_PIXELS }),
      ...['-i', fileArgument(path), '-map', `0:${subtitleStreamIndex}`],
      ...['-c:s', 'subrip', '-f', 'srt', 'pipe:1'],
    ],
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    maxBytes: [MAXIMUM_BYTES],
    ...(signal === undefined ? {} : { signal }),
  });
  const failure = failureOf(result);
  if (failure !== undefined) logger.debug({ path, reason: failure }, 'the subtitles could not be read');
  // What came before a limit or a damaged place is as good as if it were all.
  const text = subtitleLines(new TextDecoder().decode(result.outputs[0])).join('\n');
  return text === '' ? undefined : text.slice(0, MAXIMUM_CHARACTERS);
}

function failureOf({ outcome, exitCode, stderrTail }: MediaProcessResult): string | undefined {
  if (outcome !== 'exited') return outcome;
  if (exitCode === 0) return undefined;
  return readableReason(stderrTail) ?? `ffmpeg ended with ${exitCode ?? 'a signal'}`;
}

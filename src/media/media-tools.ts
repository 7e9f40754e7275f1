import { messageOf } from '../core/errors.js';
import { INSTALL_MEDIA_TOOLS, runMediaProcess } from './run-media-process.js';

/** The two programs behind everything in this folder: names on PATH or absolute paths. */
export interface MediaTools {
  readonly ffmpegPath: string;
  readonly ffprobePath: string;
}

/** What one program said when it was asked for its version. */
export interface MediaToolCheck {
  readonly name: 'ffmpeg' | 'ffprobe';
  readonly ok: boolean;
  /** For example `5.1.9-0+deb12u1`. */
  readonly version?: string;
  /** Version and path, or what is wrong and the one line that repairs it. */
  readonly detail: string;
}

const VERSION_TIMEOUT_MS = 10_000;
const MAX_VERSION_BYTES = 64 * 1024;

/** Tools at explicit paths, by their names on PATH otherwise. A missing program shows when it is first run. */
export function findMediaTools(
  paths: { readonly ffmpegPath?: string; readonly ffprobePath?: string } = {},
): MediaTools {
  return { ffmpegPath: paths.ffmpegPath ?? 'ffmpeg', ffprobePath: paths.ffprobePath ?? 'ffprobe' };
}

/** Runs both programs once, for `doctor`; never throws. */
export async function checkMediaTools(tools: MediaTools = findMediaTools()): Promise<MediaToolCheck[]> {
  return [await checkTool('ffmpeg', tools.ffmpegPath), await checkTool('ffprobe', tools.ffprobePath)];
}

async function checkTool(name: MediaToolCheck['name'], path: string): Promise<MediaToolCheck> {
  try {
    const result = await runMediaProcess({
      program: path,
      arguments: ['-version'],
      timeoutMs: VERSION_TIMEOUT_MS,
      maxBytes: [MAX_VERSION_BYTES],
    });
    const text = new TextDecoder().decode(result.outputs[0]);
    const version = /^ff(?:mpeg|probe) version (\S+)/.exec(text)?.[1];
    if (version !== undefined) return { name, ok: true, version, detail: `${version} (${path})` };
    return { name, ok: false, detail: `"${path} -version" printed no version. Run: ${INSTALL_MEDIA_TOOLS}` };
  } catch (error) {
    return { name, ok: false, detail: `${messageOf(error)} Run: ${INSTALL_MEDIA_TOOLS}` };
  }
}

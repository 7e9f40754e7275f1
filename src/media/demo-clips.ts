import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { messageOf, VidtokenError } from '../core/errors.js';
import { type Progress, silentProgress } from '../core/runtime.js';
import { type DemoClip, demoCatalogue } from './demo-catalogue.js';
import { fileArgument } from './input-arguments.js';
import { findMediaTools, type MediaTools } from './media-tools.js';
import { readableReason } from './readable-reason.js';
import { runMediaProcess } from './run-media-process.js';

export interface DemoClipsOptions {
  /** Is created when absent. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
  readonly tools?: MediaTools;
}

export interface DemoClipsReport {
  readonly folder: string;
  /** Absolute or relative as the folder was given. */
  readonly manifest: string;
  /** Clips that the manifest lists. */
  readonly clips: number;
  /** Clips made by this call; the others were there. */
  readonly made: number;
}

const CLIP_TIMEOUT_MS = 60_000;
const CONCURRENCY = 3;

/**
 * Makes small labelled clips with ffmpeg's own sources and a `manifest.jsonl` beside them. Clips that are there are
 * kept; each file appears under its name only when it is complete. Clips with text are left out without a font.
 *
 * @throws VidtokenError `missing-tool`, `configuration` (folder cannot be written), `disk-full`, `internal`.
 */
export async function makeDemoClips(options: DemoClipsOptions): Promise<DemoClipsReport> {
  const { folder } = options;
  await makeFolder(folder);
  const catalogue = demoCatalogue();
  const stage = (options.progress ?? silentProgress).stage({
    name: 'demo clips',
    unit: 'clips',
    total: catalogue.length,
  });
  const queue = new PQueue({ concurrency: CONCURRENCY });
  const stopper = new AbortController();
  const signal =
    options.signal === undefined ? stopper.signal : AbortSignal.any([options.signal, stopper.signal]);
  const tools = options.tools ?? findMediaTools();
  const settled = await Promise.allSettled(
    catalogue.map((clip) =>
      queue.add(async () => {
        try {
          return await makeClip(clip, { folder, tools, signal });
        } catch (error) {
          // The first failure stops its siblings, so that none is left running behind the caller's back.
          stopper.abort(error);
          throw error;
        } finally {
          stage.advance(1);
        }
      }),
    ),
  );
  stage.done();
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const outcomes = settled.map((result) => (result.status === 'fulfilled' ? result.value : undefined));
  const present = catalogue.filter((_, index) => outcomes[index] !== 'left-out');
  const manifest = join(folder, 'manifest.jsonl');
  await writeManifest(manifest, present);
  const made = outcomes.filter((outcome) => outcome === 'made').length;
  return { folder, manifest, clips: present.length, made };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new VidtokenError({
      code: 'configuration',
      message: `The folder "${folder}" for the demo clips cannot be made: ${messageOf(error)}.`,
      hint: 'Name a folder that can be written.',
      cause: error,
    });
  }
}

function clipFile(clip: DemoClip): string {
  return `${clip.id}.mp4`;
}

interface ClipContext {
  readonly folder: string;
  readonly tools: MediaTools;
  readonly signal: AbortSignal;
}

async function makeClip(clip: DemoClip, context: ClipContext): Promise<'made' | 'kept' | 'left-out'> {
  const path = join(context.folder, clipFile(clip));
  if (await hasBytes(path)) return 'kept';
  const temporary = join(context.folder, `.${clip.id}.partial.mp4`);
  try {
    const result = await runMediaProcess({
      program: context.tools.ffmpegPath,
      arguments: clipArguments(clip, temporary),
      timeoutMs: CLIP_TIMEOUT_MS,
      signal: context.signal,
      maxBytes: [0],
    });
    if (result.outcome === 'exited' && result.exitCode === 0) {
      await rename(temporary, path);
      return 'made';
    }
    if (clip.needsFont) return 'left-out';
    throw clipFailure(clip, result.stderrTail);
  } finally {
    await rm(temporary, { force: true });
  }
}

function clipArguments(clip: DemoClip, output: string): string[] {
  const sound =
    clip.sound === undefined
      ? { input: [], codec: ['-an'] }
      : { input: ['-f', 'lavfi', '-i', clip.sound], codec: ['-c:a', 'aac', '-b:a', '64k', '-ac', '1'] };
  return [
    ...['-nostdin', '-hide_banner', '-v', 'error', '-y', '-f', 'lavfi', '-i', clip.picture, ...sound.input],
    ...['-t', String(clip.durationSeconds), '-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p'],
    // One thread and no version stamps: the same clip is the same bytes each time.
    ...['-threads', '1', '-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact'],
    ...[...sound.codec, '-movflags', '+faststart', fileArgument(output)],
  ];
}

function clipFailure(clip: DemoClip, stderrTail: string): VidtokenError {
  const isDiskFull = /No space left on device/.test(stderrTail);
  return new VidtokenError({
    code: isDiskFull ? 'disk-full' : 'internal',
    message: `ffmpeg could not make the demo clip "${clip.id}": ${readableReason(stderrTail) ?? 'no reason given'}.`,
    hint: isDiskFull ? 'Free some space and run the command again.' : 'Is this ffmpeg built with libx264?',
  });
}

async function hasBytes(path: string): Promise<boolean> {
  try {
    return (await stat(path)).size > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function writeManifest(path: string, clips: readonly DemoClip[]): Promise<void> {
  const lines = clips.map((clip) => {
    const { id, title, tags, labels } = clip;
    return `${JSON.stringify({ file: clipFile(clip), id, title, tags, labels })}\n`;
  });
  const text = lines.join('');
  if ((await hasBytes(path)) && (await readFile(path, 'utf8')) === text) return;
  const temporary = `${path}.partial`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AudioTrack, Frame } from '../../src/core/media.js';
import { probeVideo } from '../../src/media/probe.js';
import { sampleVideo } from '../../src/media/sample.js';
import { runFfmpeg } from './clips.js';
import { SHARED_CLIPS } from './shared-data.js';

/** One line of the shared clips' manifest. */
export interface LabelledClip {
  readonly id: string;
  readonly file: string;
  readonly labels: { readonly equipment: string; readonly sound?: string };
}

export function labelledClips(): LabelledClip[] {
  const lines = readFileSync(SHARED_CLIPS, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as LabelledClip);
}

export function clipPath({ file }: LabelledClip): string {
  return join(dirname(SHARED_CLIPS), file);
}

/** The sound of a clip at 16 kHz; its picture is not decoded. */
export function clipSound(clip: LabelledClip): AudioTrack {
  const path = `file:${clipPath(clip)}`;
  const bytes = runFfmpeg(['-i', path, '-vn', '-ac', '1', '-ar', '16000', '-f', 'f32le', '-']);
  return { sampleRateHz: 16_000, samples: new Float32Array(Uint8Array.from(bytes).buffer) };
}

export async function clipFrames(
  clip: LabelledClip,
  options: { readonly frameCount: number; readonly frameMaxSidePixels: number },
): Promise<readonly Frame[]> {
  const path = clipPath(clip);
  const info = await probeVideo(path);
  const { frames } = await sampleVideo({ path, info, threads: 1, audioMaxSeconds: 0, ...options });
  return frames;
}

/** The first clips of each value of a label, in the order of the manifest. */
export function firstOfEach(
  clips: readonly LabelledClip[],
  options: { readonly valueOf: (clip: LabelledClip) => string | undefined; readonly count: number },
): Map<string, LabelledClip[]> {
  const groups = new Map<string, LabelledClip[]>();
  for (const clip of clips) {
    const value = options.valueOf(clip);
    if (value === undefined) continue;
    const group = groups.get(value) ?? [];
    if (group.length < options.count) group.push(clip);
    groups.set(value, group);
  }
  return groups;
}

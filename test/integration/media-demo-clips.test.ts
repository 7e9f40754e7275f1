import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demoCatalogue } from '../../src/media/demo-catalogue.js';
import { makeDemoClips } from '../../src/media/demo-clips.js';
import { probeVideo } from '../../src/media/probe.js';
import { sampleVideo } from '../../src/media/sample.js';
import { runningChildren } from '../support/running-children.js';
import { temporaryFolder } from '../support/temporary-folder.js';

interface ManifestLine {
  readonly file: string;
  readonly id: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly labels: { readonly kind: string; readonly sound: string };
}

function readManifest(path: string): ManifestLine[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ManifestLine);
}

function loudness(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
}

describe('makeDemoClips', () => {
  it('makes small clips of many kinds that sound as their labels say, once', async () => {
    const folder = await temporaryFolder();
    const first = await makeDemoClips({ folder });
    const lines = readManifest(first.manifest);
    expect(first).toEqual({
      folder,
      manifest: join(folder, 'manifest.jsonl'),
      clips: lines.length,
      made: lines.length,
    });
    expect(lines.length).toBeGreaterThanOrEqual(24);
    expect(new Set(lines.map((line) => line.labels.kind)).size).toBeGreaterThanOrEqual(6);
    expect(new Set(lines.map((line) => line.id)).size).toBe(lines.length);
    expect(readdirSync(folder).sort()).toEqual([...lines.map((line) => line.file), 'manifest.jsonl'].sort());
    for (const line of lines) {
      const path = join(folder, line.file);
      const info = await probeVideo(path);
      expect(Math.max(info.video.width, info.video.height)).toBeLessThanOrEqual(320);
      expect(info.durationSeconds).toBeGreaterThanOrEqual(2);
      expect(info.durationSeconds).toBeLessThanOrEqual(4);
      if (line.labels.sound === 'none') expect(info.audio).toBeUndefined();
      else if (line.file.endsWith('-1.mp4')) {
        const { audio } = await sampleVideo({ path, info });
        const level = loudness(audio?.samples ?? new Float32Array(1));
        if (line.labels.sound === 'silence') expect(level).toBeLessThan(1e-3);
        else expect(level).toBeGreaterThan(0.01);
      }
    }

    const before = lines.map((line) => statSync(join(folder, line.file)).mtimeMs);
    expect(await makeDemoClips({ folder })).toEqual({ ...first, made: 0 });
    expect(lines.map((line) => statSync(join(folder, line.file)).mtimeMs)).toEqual(before);

    const lost = join(folder, 'colour-bars-2.mp4');
    const bytes = readFileSync(lost);
    rmSync(lost);
    expect((await makeDemoClips({ folder })).made).toBe(1);
    expect(readFileSync(lost).equals(bytes)).toBe(true);
  });

  it('stops at once when aborted and leaves neither half clips nor processes', async () => {
    const folder = await temporaryFolder();
    const controller = new AbortController();
    const progress = {
      stage: () => ({
        advance: () => controller.abort(new Error('stop now')),
        setTotal: () => {},
        done: () => {},
      }),
    };
    await expect(makeDemoClips({ folder, signal: controller.signal, progress })).rejects.toThrow('stop now');
    expect(
      readdirSync(folder).filter((file) => file.includes('partial') || file === 'manifest.jsonl'),
    ).toEqual([]);
    expect(runningChildren('ffmpeg')).toEqual([]);
  });

  it('names the folder that cannot be made', async () => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'file'), 'x');
    await expect(makeDemoClips({ folder: join(folder, 'file', 'demo') })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(join(folder, 'file', 'demo')),
    });
  });

  it('leaves clips with text out where ffmpeg cannot draw text', async () => {
    const folder = await temporaryFolder();
    const tools = join(folder, 'tools');
    mkdirSync(tools);
    const ffmpegPath = join(tools, 'ffmpeg');
    const script =
      '#!/bin/sh\ncase "$*" in *drawtext*) exit 1;; esac\nfor last; do :; done\nprintf x > "$(echo "$last" | sed s/^file://)"\n';
    writeFileSync(ffmpegPath, script, { mode: 0o755 });
    const report = await makeDemoClips({ folder, tools: { ffmpegPath, ffprobePath: 'ffprobe' } });
    const withText = demoCatalogue().filter((clip) => clip.needsFont).length;
    expect(withText).toBeGreaterThan(0);
    expect(report.clips).toBe(demoCatalogue().length - withText);
    expect(readManifest(report.manifest).some((line) => line.labels.kind === 'scrolling-text')).toBe(false);
  });
});

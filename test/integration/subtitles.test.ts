import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { probeVideo } from '../../src/media/probe.js';
import { readSubtitles } from '../../src/media/subtitles.js';
import { runFfmpeg } from '../support/clips.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const SUB_RIP = `1
00:00:00,100 --> 00:00:00,500
<i>Add</i> the flour

2
00:00:00,500 --> 00:00:00,900
Add the flour
then stir – 5 min
`;
const ADVANCED = `[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.10,0:00:00.50,Default,,0,0,0,,{\\an8\\b1}Add the flour{\\b0}\\Nnow
Dialogue: 0,0:00:00.50,0:00:00.90,Default,,0,0,0,,then stir
`;

async function clip(options: {
  readonly name: string;
  readonly subtitles?: {
    readonly name: string;
    readonly text: string;
    readonly arguments: readonly string[];
  };
}): Promise<string> {
  const folder = await temporaryFolder();
  const path = join(folder, options.name);
  const { subtitles } = options;
  if (subtitles !== undefined) writeFileSync(join(folder, subtitles.name), subtitles.text);
  runFfmpeg([
    ...['-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=10:d=1'],
    ...(subtitles === undefined ? [] : ['-i', join(folder, subtitles.name), '-map', '0:v', '-map', '1:s']),
    ...['-c:v', 'mpeg4', ...(subtitles?.arguments ?? []), path],
  ]);
  return path;
}

describe('the subtitles of a video', () => {
  it.each([
    ['a.mp4', 'mov_text'],
    ['a.mkv', 'subrip'],
  ])('are read from %s (%s)', async (name, codec) => {
    const path = await clip({
      name,
      subtitles: {
        name: 'a.srt',
        text: SUB_RIP,
        arguments: ['-c:s', codec, '-metadata:s:s:0', 'language=eng'],
      },
    });
    const info = await probeVideo(path);
    expect(info.subtitles).toEqual({ codec, language: 'en' });
    expect(await readSubtitles({ path, info })).toBe('Add the flour\nthen stir – 5 min');
  });

  it('are read without their styles', async () => {
    const subtitles = { name: 'a.ass', text: ADVANCED, arguments: ['-c:s', 'ass'] };
    const path = await clip({ name: 'a.mkv', subtitles });
    const info = await probeVideo(path);
    expect(info.subtitles).toEqual({ codec: 'ass' });
    expect(await readSubtitles({ path, info })).toBe('Add the flour\nnow\nthen stir');
  });

  it('are not there when a video has none', async () => {
    const path = await clip({ name: 'a.mp4' });
    const info = await probeVideo(path);
    expect('subtitles' in info).toBe(false);
    expect(await readSubtitles({ path, info })).toBeUndefined();
  });

  it('fail no video when they cannot be read', async () => {
    const subtitles = { name: 'a.srt', text: SUB_RIP, arguments: ['-c:s', 'subrip'] };
    const path = await clip({ name: 'a.mkv', subtitles });
    const info = await probeVideo(path);
    const notes: string[] = [];
    const logger = { ...silentLogger, debug: (_: object, message: string) => notes.push(message) };
    const wrong = { ...info, source: { ...info.source, subtitleStreamIndex: 7 } };
    expect(await readSubtitles({ path, info: wrong, logger })).toBeUndefined();
    writeFileSync(path, 'no video any more');
    expect(await readSubtitles({ path, info, logger })).toBeUndefined();
    expect(notes).toEqual(['the subtitles could not be read', 'the subtitles could not be read']);
  });

  it('end with an abort', async () => {
    const subtitles = { name: 'a.srt', text: SUB_RIP, arguments: ['-c:s', 'subrip'] };
    const path = await clip({ name: 'a.mkv', subtitles });
    const info = await probeVideo(path);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(readSubtitles({ path, info }, { signal })).rejects.toThrow('enough');
  });
});

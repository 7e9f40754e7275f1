import { copyFileSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError, VidtokenError } from '../../src/core/errors.js';
import { probeVideo } from '../../src/media/probe.js';
import { makeClip, runFfmpeg } from '../support/clips.js';
import { temporaryFolder } from '../support/temporary-folder.js';

async function codeOf(path: string, options: Parameters<typeof probeVideo>[1] = {}): Promise<string> {
  const error = await probeVideo(path, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InputError);
  const { code, message } = error as InputError;
  expect(message).not.toMatch(/0x[0-9a-f]{6}/);
  return code;
}

describe('probeVideo', () => {
  it('tells size, length, codecs and rate', async () => {
    const path = makeClip({ folder: await temporaryFolder(), name: 'a.mp4', sound: 'sine', seconds: 2 });
    const info = await probeVideo(path);
    expect(info).toMatchObject({
      container: 'mov,mp4,m4a,3gp,3g2,mj2',
      durationSeconds: 2,
      video: {
        codec: 'h264',
        width: 320,
        height: 180,
        rotationDegrees: 0,
        framesPerSecond: 25,
        pixelFormat: 'yuv420p',
      },
      audio: { codec: 'aac', sampleRateHz: 44_100, channels: 1 },
    });
  });

  it('leaves unknown facts out instead of writing zeros', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'live.webm');
    writeFileSync(
      path,
      runFfmpeg([
        ...[
          '-f',
          'lavfi',
          '-i',
          'testsrc2=s=64x64:r=25',
          '-t',
          '1',
          '-c:v',
          'libvpx',
          '-deadline',
          'realtime',
        ],
        ...['-live', '1', '-f', 'webm', 'pipe:1'],
      ]),
    );
    const info = await probeVideo(path);
    expect('durationSeconds' in info).toBe(false);
    expect('audio' in info).toBe(false);
  });

  it('turns size by sample aspect ratio', async () => {
    const picture = 'testsrc2=s=320x180:r=25,setsar=2/1';
    const path = makeClip({ folder: await temporaryFolder(), name: 'a.mp4', picture, seconds: 0.5 });
    expect((await probeVideo(path)).video).toMatchObject({ width: 640, height: 180 });
  });

  it('takes names that look like options, addresses and patterns', async () => {
    const folder = await temporaryFolder();
    const source = makeClip({ folder, name: 'a.mp4', seconds: 0.2 });
    for (const name of ['-i.mp4', 'http:x.mp4', `a'b"c d.mp4`, 'new\nline.mp4', 'frame%03d.mp4', 'é☂.mp4']) {
      const path = join(folder, name);
      copyFileSync(source, path);
      expect((await probeVideo(path)).video.width).toBe(320);
    }
  });

  it('says why a path is no video', async () => {
    const folder = await temporaryFolder();
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    mkdirSync(join(folder, 'x.mp4'));
    expect(await codeOf(join(folder, 'absent.mp4'))).toBe('not-found');
    expect(await codeOf(join(folder, 'x.mp4'))).toBe('not-a-file');
    expect(await codeOf(write('empty.mp4', ''))).toBe('empty-file');
    expect(await codeOf(write('text.mp4', 'hello, I am a text\n'.repeat(50)))).toBe('not-a-video');
    const song = makeClip({ folder, name: 'a.m4a', picture: 'nullsrc', sound: 'sine', output: ['-vn'] });
    expect(await codeOf(song)).toBe('no-video-stream');
    runFfmpeg(['-f', 'lavfi', '-i', 'testsrc2=s=64x64', '-frames:v', '1', join(folder, 'a.png')]);
    expect(await codeOf(join(folder, 'a.png'))).toBe('not-a-video');
  });

  it('does not follow playlists, lists and session descriptions to other files', async () => {
    const folder = await temporaryFolder();
    const secret = makeClip({ folder, name: 'secret.ts', seconds: 0.4 });
    const traps = {
      'list.m3u8': `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${secret}\n#EXT-X-ENDLIST\n`,
      'list.mp4': `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:1/x.ts\n#EXT-X-ENDLIST\n`,
      'list.ffconcat': `ffconcat version 1.0\nfile secret.ts\n`,
      'session.sdp':
        'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n',
    };
    for (const [name, text] of Object.entries(traps)) {
      writeFileSync(join(folder, name), text);
      expect(await codeOf(join(folder, name))).toBe('not-a-video');
    }
  });

  it('takes a cover picture for what it is: a song stays a song', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'song.mp3');
    runFfmpeg([
      ...[
        '-f',
        'lavfi',
        '-i',
        'sine=d=1',
        '-f',
        'lavfi',
        '-i',
        'testsrc2=s=64x64:d=0.04',
        '-map',
        '0',
        '-map',
        '1',
      ],
      ...['-c:v', 'mjpeg', '-disposition:v', 'attached_pic', '-id3v2_version', '3', path],
    ]);
    expect(await codeOf(path)).toBe('no-video-stream');
  });

  it('takes an animated GIF for a video and a still one for a picture', async () => {
    const folder = await temporaryFolder();
    const moving = makeClip({ folder, name: 'moving.gif', seconds: 1, output: [] });
    const still = makeClip({ folder, name: 'still.gif', output: ['-frames:v', '1'] });
    expect((await probeVideo(moving)).video.codec).toBe('gif');
    expect(await codeOf(still)).toBe('not-a-video');
  });

  it('reports a movie that was cut off before its index as damaged', async () => {
    const path = makeClip({ folder: await temporaryFolder(), name: 'a.mp4' });
    truncateSync(path, 20_000);
    expect(await codeOf(path)).toBe('decode-failed');
  });

  it('reports a protected video instead of decoding garbage', async () => {
    const folder = await temporaryFolder();
    const key = '76a6c65c5ea762046bd749a2e632ccbb';
    const path = makeClip({
      folder,
      name: 'protected.mp4',
      output: [
        ...['-c:v', 'libx264', '-encryption_scheme', 'cenc-aes-ctr', '-encryption_key', key],
        ...['-encryption_kid', 'a7e61c373e219033c21091fa607bf3b8'],
      ],
    });
    expect(await codeOf(path)).toBe('encrypted');
  });

  it('refuses what is over a limit and names both numbers', async () => {
    const path = makeClip({ folder: await temporaryFolder(), name: 'a.mp4', seconds: 2 });
    expect(await codeOf(path, { limits: { maxBytes: 100 } })).toBe('too-large');
    expect(await codeOf(path, { limits: { maxPixels: 10_000 } })).toBe('too-large');
    expect(await codeOf(path, { limits: { maxDurationSeconds: 1.5 } })).toBe('too-long');
    await expect(probeVideo(path, { limits: { maxDurationSeconds: 1.5 } })).rejects.toThrow(
      'The video lasts 2.0 s; 1.5 s are allowed.',
    );
  });

  it('ends with a retryable timeout when the program does not answer', async () => {
    const folder = await temporaryFolder();
    const path = makeClip({ folder, name: 'a.mp4', seconds: 0.2 });
    const slow = join(folder, 'slow-ffprobe');
    writeFileSync(slow, '#!/bin/sh\nsleep 1000\n', { mode: 0o755 });
    const tools = { ffmpegPath: 'ffmpeg', ffprobePath: slow };
    const error = await probeVideo(path, { timeoutMs: 200, tools }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'timeout', retryable: true });
  });

  it('stops with the reason of the signal', async () => {
    const path = makeClip({ folder: await temporaryFolder(), name: 'a.mp4', seconds: 0.2 });
    const signal = AbortSignal.abort(new Error('stop now'));
    await expect(probeVideo(path, { signal })).rejects.toThrow('stop now');
  });

  it('ends the command, not the file, when ffprobe is missing', async () => {
    const path = makeClip({ folder: await temporaryFolder(), name: 'a.mp4', seconds: 0.2 });
    const tools = { ffmpegPath: 'ffmpeg', ffprobePath: '/nowhere/ffprobe' };
    const error = await probeVideo(path, { tools }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(VidtokenError);
    expect(error).toMatchObject({ code: 'missing-tool' });
  });
});

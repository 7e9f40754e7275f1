import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { VideoDetail } from '../../src/client/index.js';
import {
  countOf,
  formatBytes,
  formatDuration,
  formatName,
  formatNumber,
  nameOf,
} from '../../src/web/format.js';
import { similarCurl } from '../../src/web/views/video/curl-command.js';
import { markSharedWords } from '../../src/web/views/video/shared-words.js';
import { videoFacts } from '../../src/web/views/video/video-facts.js';

describe('words that two texts share', () => {
  it('are marked where they stand, whatever their case', () => {
    expect(markSharedWords('A Dog barks. The dog runs!', 'dog, RUNS and the rest')).toEqual([
      { text: 'A ', isShared: false },
      { text: 'Dog', isShared: true },
      { text: ' barks. The ', isShared: false },
      { text: 'dog', isShared: true },
      { text: ' ', isShared: false },
      { text: 'runs', isShared: true },
      { text: '!', isShared: false },
    ]);
  });

  it.each(['', '   ', '<b>shoulder-width</b> & more', 'Übung – naïve 日本語 text', "it's"])(
    'leave the text %j whole',
    (text) => {
      const parts = markSharedWords(text, 'shoulder-width naïve übung b');
      expect(parts.map((part) => part.text).join('')).toBe(text);
    },
  );

  it('do not count words that every text has', () => {
    expect(markSharedWords('the and of', 'the and of')).toEqual([{ text: 'the and of', isShared: false }]);
  });
});

describe('the command for a shell', () => {
  it.each(['cat-1', "it's; rm -rf /", '$(id)`id`', 'a b"c\\', 'ü/?#&'])(
    'carries the id %j as it is',
    (id) => {
      const command = similarCurl('http://127.0.0.1:1', id, true);
      const seen = execFileSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }; ${command}`], {
        encoding: 'utf8',
      });
      const address = new URL(seen.trim().split('\n').at(-1) as string);
      expect(decodeURIComponent(address.pathname)).toBe(`/v1/videos/${id}/similar`);
      expect(address.search).toBe('?k=12&explain=true');
    },
  );
});

describe('numbers in words', () => {
  it('shows lengths as clocks do', () => {
    expect([0, 0.2, 7, 59.6, 75, 3729].map(formatDuration)).toEqual([
      '0:00',
      '0:01',
      '0:07',
      '1:00',
      '1:15',
      '1:02:09',
    ]);
    expect(formatDuration(null)).toBe('');
  });

  it('shows sizes, counts and names', () => {
    expect([0, 812, 80_204, 1_400_000, 524_288_000].map(formatBytes)).toEqual([
      '0 B',
      '812 B',
      '80 kB',
      '1.4 MB',
      '524 MB',
    ]);
    expect([countOf(1, 'video'), countOf(10_000, 'video')]).toEqual(['1 video', '10,000 videos']);
    expect([formatNumber(-0.12345), formatNumber(1234.5678)]).toEqual(['−0.1235', '1,235']);
    expect([formatName('bodyPart'), formatName('speech_seconds')]).toEqual(['Body part', 'Speech seconds']);
  });

  it('names a video by its title, a short first sentence, its file, or its id', () => {
    const video = { id: 'a', title: ' Cat ', description: 'A dog barks. It runs.', uri: '/x/y.mp4' };
    expect(nameOf(video)).toBe('Cat');
    expect(nameOf({ ...video, title: ' ' })).toBe('A dog barks');
    expect(nameOf({ ...video, title: null, description: `${'very '.repeat(20)}long.` })).toBe('y.mp4');
    expect(nameOf({ ...video, title: null, description: null, uri: '' })).toBe('a');
  });
});

describe('facts of a video', () => {
  const VIDEO: VideoDetail = {
    id: 'a',
    uri: '/x/a.mp4',
    title: null,
    description: null,
    tags: [],
    labels: {},
    durationSeconds: 4.7,
    width: 360,
    height: 640,
    hasSound: true,
    hasMedia: true,
    hasToken: true,
    clusterId: null,
    tokenClusterId: null,
    createdAt: '2026-01-01T00:00:00Z',
    describer: 'manifest',
    describerModel: null,
    transcript: null,
    onScreenText: null,
    contentHash: 'abc',
    sizeBytes: 80_204,
    spaceId: null,
    container: null,
    videoCodec: 'h264',
    audioCodec: 'aac',
    frameRate: 10,
    measurements: {
      loudnessDbfs: -21.1074,
      silentShare: 0.2311,
      sound: 'mixed',
      motion: null,
      colours: ['red', 'grey'],
    },
    metadata: {},
    modalities: ['visual', 'audio'],
    updatedAt: '2026-01-01T00:00:00Z',
  };

  it('have units, and leave out what is not known', () => {
    const groups = new Map(videoFacts(VIDEO).map(({ title, facts }) => [title, facts]));
    expect([...groups.keys()]).toEqual(['Measured', 'File', 'Token']);
    expect(groups.get('Measured')).toEqual([
      { name: 'Loudness', value: '−21.11 dBFS' },
      { name: 'Silent', value: '23.1 %' },
      { name: 'Sound', value: 'mixed' },
      { name: 'Colours', value: 'red, grey' },
    ]);
    expect(groups.get('File')).toEqual(
      expect.arrayContaining([
        { name: 'Length', value: '4.7 s' },
        { name: 'Picture', value: '360 × 640' },
        { name: 'Codecs', value: 'h264 + aac' },
        { name: 'Size', value: '80 kB' },
      ]),
    );
    expect(groups.get('Token')).toEqual([
      { name: 'Modalities', value: 'visual, audio' },
      { name: 'Described by', value: 'manifest' },
    ]);
  });
});

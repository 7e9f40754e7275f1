import { describe, expect, it } from 'vitest';
import { type ProbeStream, probeSchema } from '../../src/media/probe-schema.js';
import { subtitleLines } from '../../src/media/subtitle-lines.js';
import { subtitleInfo, textSubtitleStream } from '../../src/media/subtitle-stream.js';

const entry = (number: number, text: string): string =>
  `${number}\n00:00:0${number},000 --> 00:00:0${number},900\n${text}\n\n`;

describe('subtitleLines', () => {
  it('keeps the words without counters, times and markup', () => {
    const text =
      entry(1, '<i>Add</i> the <font color="#ff0000">flour</font>') +
      entry(2, '{\\an8}then\\Nstir &amp; wait');
    expect(subtitleLines(text.replaceAll('\n', '\r\n'))).toEqual(['Add the flour', 'then stir & wait']);
  });

  it('keeps numbers and arrows that are part of what is said', () => {
    expect(subtitleLines(entry(1, '3\n2 --> 1'))).toEqual(['3', '2 --> 1']);
  });

  it('leaves out lines that roll up and lines that only grow', () => {
    const text =
      entry(1, 'Add the') +
      entry(2, 'Add the flour') +
      entry(3, 'Add the flour\nthen stir') +
      entry(4, 'then stir\nwell');
    expect(subtitleLines(text)).toEqual(['Add the flour', 'then stir', 'well']);
  });

  it('keeps a line that comes again later', () => {
    const text = entry(1, 'Yes') + entry(2, 'No') + entry(3, 'Maybe') + entry(4, 'Yes');
    expect(subtitleLines(text)).toEqual(['Yes', 'No', 'Maybe', 'Yes']);
  });

  it('takes no time for endless open brackets', () => {
    expect(subtitleLines(entry(1, '<'.repeat(100_000))).join('')).toBe('<'.repeat(100_000));
  });
});

/** As ffprobe prints it. */
function probedStream(printed: object): ProbeStream {
  const [stream] = probeSchema.parse({ streams: [printed] }).streams ?? [];
  if (stream === undefined) throw new RangeError('there is no stream');
  return stream;
}

describe('textSubtitleStream', () => {
  const stream = (index: number, codec_name: string, isDefault = false): ProbeStream =>
    probedStream({ index, codec_type: 'subtitle', codec_name, disposition: { default: isDefault ? 1 : 0 } });

  it('passes over pictures of text and prefers the default', () => {
    expect(textSubtitleStream([stream(2, 'dvd_subtitle', true), stream(3, 'subrip')])?.index).toBe(3);
    expect(textSubtitleStream([stream(2, 'subrip'), stream(3, 'ass', true)])?.index).toBe(3);
    expect(textSubtitleStream([stream(2, 'hdmv_pgs_subtitle')])).toBeUndefined();
  });
});

describe('subtitleInfo', () => {
  it.each([
    ['eng', 'en'],
    ['ger', 'de'],
    ['pt-BR', 'pt-BR'],
    ['und', undefined],
    ['', undefined],
    ['<script>', undefined],
  ])('takes the stated language %j for %j', (language, expected) => {
    const info = subtitleInfo(probedStream({ index: 2, codec_name: 'subrip', tags: { language } }));
    expect(info.language).toBe(expected);
  });
});

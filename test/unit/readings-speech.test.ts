import { describe, expect, it } from 'vitest';
import { speechWindows } from '../../src/readings/speech/speech-windows.js';
import { trustworthySpeech } from '../../src/readings/speech/trustworthy-speech.js';

const stretch = (startSeconds: number, endSeconds: number) => ({ startSeconds, endSeconds });

describe('speechWindows', () => {
  it('joins stretches with short pauses between them', () => {
    expect(speechWindows([stretch(0.5, 2), stretch(2.6, 4), stretch(6, 7)])).toEqual([
      stretch(0.5, 4),
      stretch(6, 7),
    ]);
  });

  it('joins no further than what a recogniser hears at once', () => {
    expect(speechWindows([stretch(0, 20), stretch(20.5, 29), stretch(29.5, 33)])).toEqual([
      stretch(0, 29),
      stretch(29.5, 33),
    ]);
  });

  it('cuts a stretch that is longer than that', () => {
    expect(speechWindows([stretch(1, 65)])).toEqual([stretch(1, 31), stretch(31, 61), stretch(61, 65)]);
  });

  it('has none when nobody speaks', () => {
    expect(speechWindows([])).toEqual([]);
  });
});

describe('trustworthySpeech', () => {
  it('joins what was said', () => {
    expect(trustworthySpeech([' Add the  flour.', 'Then stir well. '])).toBe(
      'Add the flour. Then stir well.',
    );
  });

  it('takes marks of sounds out', () => {
    expect(trustworthySpeech(['[Music] Hello there (applause) ♪ *laughs*'])).toBe('Hello there');
    expect(trustworthySpeech(['[MUSIC PLAYING]', '♪♪'])).toBe('');
  });

  it('drops a piece that runs in a circle and keeps the others', () => {
    const loop = 'I am going to go to the store. '.repeat(12);
    expect(trustworthySpeech([loop, 'Then stir well.'])).toBe('Then stir well.');
    expect(trustworthySpeech(['no no no no no no no no no no no no no no no no no no no no no no'])).toBe('');
  });

  it('keeps real speech that repeats a little', () => {
    const counting =
      'One, two, three, four. One, two, three, four. And again, two, three, four. Well done, all of you!';
    expect(trustworthySpeech([counting])).toBe(counting);
  });

  it.each([
    'Thank you.',
    ' you',
    'Thanks for watching!',
    'Subtitles by the Amara.org community',
    'ご視聴ありがとうございました',
  ])('does not believe %j when nothing else was heard', (phrase) => {
    expect(trustworthySpeech([phrase])).toBe('');
    expect(trustworthySpeech([phrase, '[Music]', phrase])).toBe('');
  });

  it('believes thanks at the end of a talk', () => {
    expect(trustworthySpeech(['Stir well until it is smooth.', 'Thank you.'])).toBe(
      'Stir well until it is smooth. Thank you.',
    );
  });
});

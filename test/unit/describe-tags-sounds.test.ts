import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { soundClasses } from '../../src/describe/tags/sound-classes.js';
import { soundName } from '../../src/describe/tags/sound-names.js';
import { highestSpeechScore, soundTags } from '../../src/describe/tags/sound-tags.js';
import { speechVerdict } from '../../src/describe/tags/speech-sentence.js';
import type { LabelScores } from '../../src/inference/classify/label-scores.js';
import { readSoundLabels } from '../../src/inference/classify/read-labels.js';
import { SHARED_WEIGHTS } from '../support/shared-data.js';

const CLASS_MAP = join(SHARED_WEIGHTS, 'yamnet', 'class_map.csv');

/** A class map in the order of the real one, with few of its classes. */
const LABELS = [
  ...['Speech', 'Conversation', 'Speech synthesizer', 'Dog', 'Bark', 'Whimper (dog)', 'Rain'],
  ...['Silence', 'Inside, small room'],
];

function heard(...rows: readonly Readonly<Record<string, number>>[]): LabelScores {
  return {
    labels: LABELS,
    count: rows.length,
    scores: Float32Array.from(rows.flatMap((row) => LABELS.map((label) => row[label] ?? 0))),
  };
}

function scoreOf(key: string, scores: LabelScores, speech: 'none' | 'kinds' | 'all' = 'none') {
  return soundTags({ heard: scores, speech }).find((tag) => tag.key === key)?.score;
}

describe('the tree of sounds', () => {
  const classes = soundClasses(LABELS);

  it('puts a class below those whose part of the map it lies in', () => {
    expect(classes.broader).toEqual([[], ['Speech'], ['Speech'], [], ['Dog'], ['Dog'], [], [], []]);
  });

  it('tells speech, and rooms and channels, from events', () => {
    expect(LABELS.filter((_, index) => classes.isSpeech(index))).toEqual(LABELS.slice(0, 3));
    expect(LABELS.filter((_, index) => classes.isScene(index))).toEqual(['Silence', 'Inside, small room']);
  });

  it.skipIf(!existsSync(CLASS_MAP))(
    'holds on the whole class map of YAMNet (skipped without ../shared/weights)',
    async () => {
      const labels = await readSoundLabels(CLASS_MAP);
      const { broader } = soundClasses(labels);
      const above = (label: string) => broader[labels.indexOf(label)];
      expect(labels).toHaveLength(521);
      expect(above('Bark')).toEqual(['Animal', 'Domestic animals, pets', 'Dog']);
      expect(above('Helicopter')).toEqual(['Vehicle', 'Aircraft']);
      expect(above('Tick-tock')).toEqual(['Mechanisms', 'Clock']);
      expect(above('Chainsaw')).toEqual(['Engine', 'Light engine (high frequency)']);
      expect(above('Sneeze')).toEqual([]);
      expect(above('Silence')).toEqual([]);
      // Every name reads as part of a sentence.
      expect(labels.map(soundName).filter((name) => /[(),]{1}\S|^[A-Z]{2}|\(/.test(name))).toEqual([]);
    },
  );
});

describe('the name of a sound', () => {
  it.each([
    ['Bark', 'a dog barking'],
    ['Waves, surf', 'sea waves'],
    ['Rain', 'rain'],
    ['Chainsaw', 'a chainsaw'],
    ['Alarm clock', 'an alarm clock'],
    ['Rustling leaves', 'rustling leaves'],
    ['Steel guitar, slide guitar', 'steel guitar'],
    ['Music of Asia', 'music of Asia'],
  ])('of "%s" is "%s"', (label, name) => {
    expect(soundName(label)).toBe(name);
  });
});

describe('what is heard', () => {
  it('is the mean over the stretches in which something is heard', () => {
    // Weights 1 − 0 and 1 − 0.75: (1 · 0.8 + 0.25 · 0) / 1.25.
    expect(scoreOf('Rain', heard({ Rain: 0.8 }, { Silence: 0.75 }))).toBeCloseTo(0.64, 6);
  });

  it('never names silence, and a room only when it is clear', () => {
    const keys = (score: number) =>
      soundTags({ heard: heard({ Silence: 1, 'Inside, small room': score }), speech: 'all' }).map(
        ({ key }) => key,
      );
    expect(keys(0.49)).not.toContain('Inside, small room');
    expect(keys(0.51)).toContain('Inside, small room');
    expect(keys(0.51)).not.toContain('Silence');
  });

  it('holds speech only as far as somebody is known to speak', () => {
    const scores = heard({ Speech: 0.9, Conversation: 0.5, Rain: 0.3 });
    expect(scoreOf('Speech', scores, 'none')).toBeUndefined();
    expect(scoreOf('Conversation', scores, 'none')).toBeUndefined();
    expect(scoreOf('Speech', scores, 'kinds')).toBeUndefined();
    expect(scoreOf('Conversation', scores, 'kinds')).toBeCloseTo(0.5, 6);
    expect(scoreOf('Speech', scores, 'all')).toBeCloseTo(0.9, 6);
  });

  it('has the highest score of any kind of speech at any time', () => {
    expect(highestSpeechScore(heard({ Rain: 1, Speech: 0.1 }, { Conversation: 0.4 }))).toBeCloseTo(0.4, 6);
  });
});

describe('whether somebody speaks', () => {
  it.each([
    ['both models hear it', { spokenSeconds: 2, speechScore: 0.5 }, 'certain'],
    ['the detector alone is there and hears it', { spokenSeconds: 2 }, 'certain'],
    ['the classifier does not support the detector', { spokenSeconds: 2, speechScore: 0.1 }, 'doubtful'],
    ['the voice is as short as a sneeze', { spokenSeconds: 0.9, speechScore: 0.9 }, 'unknown'],
    ['the detector hears nothing', { spokenSeconds: 0, speechScore: 0.9 }, 'none'],
    ['the classifier alone is there and sure', { speechScore: 0.7 }, 'certain'],
    ['the classifier alone is there and not sure', { speechScore: 0.5 }, 'unknown'],
    ['no model is there', {}, 'unknown'],
  ] as const)('when %s', (_when, facts, verdict) => {
    expect(speechVerdict({ soundSeconds: 5, ...facts })).toBe(verdict);
  });
});

import { describe, expect, it } from 'vitest';
import { clusterLabel, logOddsScore, WordCounter } from '../../src/service/knowledge/cluster-labels.js';
import { contentWordsOf } from '../../src/service/knowledge/words-of.js';

describe('the log-odds ratio with a Dirichlet prior', () => {
  it('is what the equations of Monroe et al. give by hand', () => {
    // Here 3 of 6 words, elsewhere 1 of 10; the prior is 8 words, 2 of them this one.
    // δ = ln(5 / 9) − ln(3 / 15) = 1.0216512; σ² = 1/5 + 1/3 = 0.5333333; δ / σ = 1.3989536
    const score = logOddsScore({
      here: { count: 3, total: 6 },
      rest: { count: 1, total: 10 },
      priorOfWord: 2,
      prior: 8,
    });
    expect(score).toBeCloseTo(1.3989536, 6);
  });

  it('is 0 for a word that is as frequent here as elsewhere', () => {
    const count = { count: 4, total: 20 };
    expect(logOddsScore({ here: count, rest: count, priorOfWord: 2, prior: 10 })).toBe(0);
  });

  it('is not infinite where there is one word alone', () => {
    const none = { count: 0, total: 0 };
    expect(logOddsScore({ here: { count: 5, total: 5 }, rest: none, priorOfWord: 5, prior: 5 })).toBe(0);
  });
});

/** Two clusters of ten descriptions in which `the` and `und` stand everywhere. */
function twoClusters(): WordCounter {
  const words = new WordCounter();
  for (let at = 0; at < 10; at += 1) {
    words.add(1, `The cat sleeps und the cat purrs on sofa ${at}`);
    words.add(2, `The car drives und the engine roars on road ${at}`);
  }
  return words;
}

describe('the label of a cluster', () => {
  it('is made of the words that stand in it and not elsewhere, in whatever language the others are', () => {
    const found = twoClusters().distinctive(1);
    expect(found.map(({ word }) => word)).toEqual(['cat', 'purrs', 'sleeps', 'sofa']);
    expect(found[0]?.score).toBeGreaterThan(1.645);
    expect(clusterLabel(1, found)).toBe('cat, purrs, sleeps');
  });

  it('counts a word once for each description, and needs it in two', () => {
    const words = twoClusters();
    words.add(1, 'zebra zebra zebra zebra zebra zebra zebra zebra');
    expect(words.distinctive(1).map(({ word }) => word)).not.toContain('zebra');
  });

  it('is made of the likeliest words where there are too few descriptions to be sure', () => {
    const words = new WordCounter();
    words.add(3, 'a red ball rolls');
    words.add(4, 'a blue car stands');
    const found = words.distinctive(3);
    expect(found.map(({ word }) => word)).toEqual(['ball', 'red', 'rolls']);
    expect(found.every(({ score }) => score > 0 && score < 1.645)).toBe(true);
  });

  it('falls back to the number where nothing stands out', () => {
    const words = new WordCounter();
    words.add(7, 'a red ball');
    words.add(8, 'a red ball');
    expect(clusterLabel(7, words.distinctive(7))).toBe('cluster 7');
    expect(words.distinctive(9)).toEqual([]);
  });
});

describe('the words of a description', () => {
  it('are taken from every script, in lower case and without numbers and single letters', () => {
    expect([...contentWordsOf("Ärzte’s test-pattern, 12 x Красный rock'n'roll")]).toEqual([
      'ärzte’s',
      'test-pattern',
      'красный',
      "rock'n'roll",
    ]);
    expect([...contentWordsOf('猫は寝ています')].length).toBeGreaterThan(0);
  });

  it('are without those that only hold an English sentence together', () => {
    expect([...contentWordsOf("So it's the cat that doesn’t come down from its tree")]).toEqual([
      'cat',
      'come',
      'tree',
    ]);
  });
});

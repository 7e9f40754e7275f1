import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageInfo } from '../../src/config/package-info.js';
import { readDescriptionFacts } from '../../src/dataset/description-facts.js';
import { scoreDescription } from '../../src/describe/facts-check/score-description.js';
import { summariseScores } from '../../src/describe/facts-check/summarise-scores.js';
import { Random } from '../../src/math/random.js';
import { labelledClips } from '../support/labelled-clips.js';
import { hasSharedClips } from '../support/shared-data.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const SHIPPED = join(packageInfo().root, 'prompts', 'describe', 'regression', 'facts.v1.jsonl');

function states(text: string, phrase: string): boolean {
  return scoreDescription(text, { id: 'x', must: [[phrase]], mustNot: [] }).stated === 1;
}

describe('the score of a description', () => {
  it('counts stated facts, wrong statements and words', () => {
    const text = 'A man lifts a dumbbell. Music is heard.';
    const facts = {
      id: 'x',
      must: [['person', 'man'], ['dumbbell'], ['bench', 'seat'], ['lifts', 'lifting']],
      mustNot: ['barbell', 'music', 'man lifts'],
    };
    expect(scoreDescription(text, facts)).toEqual({
      stated: 3,
      wanted: 4,
      wrong: ['music', 'man lifts'],
      words: 8,
    });
  });

  it.each([
    ['A BARBELL!', 'barbell', true],
    ['Two barbells.', 'barbell', false],
    ['A push-up, then rest.', 'push up', true],
    ['He pushes. Up he goes.', 'pushes up', false],
    ['Ein Hügel', 'hügel', true],
  ])('in "%s" the phrase "%s" is stated: %s', (text, phrase, expected) => {
    expect(states(text, phrase)).toBe(expected);
  });

  it.each([
    ['There is no music.', 'music', false],
    ['It was recorded without any loud music.', 'music', false],
    ['Nobody is heard speaking.', 'speaking', false],
    ['There is no speech, but loud and clear music.', 'music', true],
    ['Not much happens. Music is heard.', 'music', true],
    ['It has no sound.', 'no sound', true],
    ['No music at first, then music.', 'music', true],
  ])('knows a negation: "%s" states "%s": %s', (text, phrase, expected) => {
    expect(states(text, phrase)).toBe(expected);
  });

  it('is nothing for an empty text', () => {
    expect(scoreDescription('', { id: 'x', must: [['a']], mustNot: ['b'] })).toEqual({
      stated: 0,
      wanted: 1,
      wrong: [],
      words: 0,
    });
  });
});

describe('the scores of a describer', () => {
  it('are means over the clips with intervals that hold them', () => {
    const scores = [
      { stated: 1, wanted: 2, wrong: ['music'], words: 10 },
      { stated: 3, wanted: 4, wrong: [], words: 20 },
      { stated: 1, wanted: 4, wrong: ['music', 'text'], words: 30 },
    ];
    const summary = summariseScores(scores, new Random(1));
    expect(summary.statedShare.mean).toBeCloseTo(0.5, 12);
    expect(summary.statedShare.low).toBeGreaterThanOrEqual(0.25);
    expect(summary.statedShare.high).toBeLessThanOrEqual(0.75);
    expect(summary.wrongPerClip.mean).toBeCloseTo(1, 12);
    expect(summary).toMatchObject({ wrongTotal: 3, meanWords: 20 });
    expect(summariseScores(scores, new Random(1))).toEqual(summary);
  });
});

describe('a facts file', () => {
  async function read(content: string) {
    const path = join(await temporaryFolder(), 'facts.jsonl');
    await writeFile(path, content);
    return readDescriptionFacts(path);
  }

  it('holds one video a line; blank lines are passed over', async () => {
    const line = '{"id": "a", "must": [["dog", "dogs"]], "mustNot": ["cat"]}';
    expect(await read(`${line}\n\n${line.replace('"a"', '"b"')}\n`)).toEqual([
      { id: 'a', must: [['dog', 'dogs']], mustNot: ['cat'] },
      { id: 'b', must: [['dog', 'dogs']], mustNot: ['cat'] },
    ]);
  });

  it.each([
    ['nothing', '', 'it holds no facts'],
    ['no JSON', '{"id": "a",', 'line 1: '],
    ['a fact without a phrase', '\n{"id": "a", "must": [[]], "mustNot": []}', 'line 2: '],
    ['an unknown field', '{"id": "a", "must": [["x"]], "mustNot": [], "may": []}', 'line 1: '],
    [
      'one id twice',
      '{"id": "a", "must": [["x"]], "mustNot": []}\n{"id": "a", "must": [["y"]], "mustNot": []}',
      'line 2 names the id "a" a second time',
    ],
  ])('with %s is an error that says where', async (_what, content, reason) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(reason),
    });
  });

  it('comes with the project: at least 20 clips, and no fact that contradicts itself', async () => {
    const facts = await readDescriptionFacts(SHIPPED);
    expect(facts.length).toBeGreaterThanOrEqual(20);
    for (const { id, must, mustNot } of facts) {
      const wanted = new Set(must.flat());
      expect(
        mustNot.filter((phrase) => wanted.has(phrase)),
        id,
      ).toEqual([]);
    }
  });

  it.skipIf(!hasSharedClips)(
    'comes with the project about clips that exist (skipped where ../shared/data/clips is absent)',
    async () => {
      const known = new Set(labelledClips().map(({ id }) => id));
      const facts = await readDescriptionFacts(SHIPPED);
      expect(facts.map(({ id }) => id).filter((id) => !known.has(id))).toEqual([]);
    },
  );
});

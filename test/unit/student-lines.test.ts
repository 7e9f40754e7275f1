import { describe, expect, it } from 'vitest';
import { studentLines } from '../../src/cli/student-lines.js';
import type { DistillSummary } from '../../src/core/reports/distill-report.js';

const summary: DistillSummary = {
  spaceId: 'video-token-0123456789abcdef',
  dataHash: 'd',
  dimension: 256,
  trainVideos: 600,
  validationVideos: 156,
  epochs: 20,
  bestEpoch: 20,
  trainLoss: 1.5,
  validationLoss: 1.9,
  shuffledLoss: 2.3,
  unigramLoss: 5,
  withoutTokenLoss: 2.1,
  descriptionRecallAt1: 0.4,
  descriptionRecallAt1Chance: 0.01,
  descriptionMedianRank: 3,
  descriptionMedianRankChance: 50.5,
  effectiveRank: 17.46,
  meanPairwiseCosine: 0.051,
  labels: [{ label: 'sound', precisionAt10: 0.5, chance: 0.1 }],
  tokenIgnored: false,
  seconds: 100,
};

describe('the summary of a training run', () => {
  it('says the diagnostics in a few plain lines', () => {
    expect(studentLines(summary)).toEqual([
      'student: 256-d token from 600 training and 156 validation videos, 20 epochs',
      '  cross-entropy per token 1.900 · with shuffled tokens 2.300 · decoder without token 2.100 · word frequencies alone 5.000',
      '  own description found first 40 % (chance 1 %) · median rank 3 (chance 50.5)',
      '  tokens use 17.5 directions · mean cosine of two videos 0.05',
      '  ten nearest with the same label: sound 50 % (chance 10 %)',
    ]);
  });

  it('leaves out what was not measured', () => {
    const { withoutTokenLoss, descriptionRecallAt1, ...rest } = summary;
    const text = studentLines({ ...rest, labels: [] }).join('\n');
    expect([withoutTokenLoss, descriptionRecallAt1]).toEqual([2.1, 0.4]);
    expect(text).not.toMatch(/without token|found first|label|undefined/);
  });

  it('notes a token that does not help on unseen videos, and warns of one that is ignored', () => {
    expect(studentLines({ ...summary, withoutTokenLoss: 1.8 }).at(-1)).toMatch(
      /^ {2}note: a decoder without any token/,
    );
    expect(studentLines({ ...summary, tokenIgnored: true }).at(-1)).toMatch(
      /^warning: .*ignores the video token/,
    );
  });
});

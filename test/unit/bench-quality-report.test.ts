import { describe, expect, it } from 'vitest';
import { qualityMarkdown } from '../bench/quality/quality-markdown.js';
import { joinScores, qualityTable, type ScoredRow } from '../bench/quality/quality-report.js';
import { COLUMNS, type Column, type VectorScores } from '../bench/quality/score-vectors.js';

function scores(all: readonly number[], more: Partial<Record<Column, readonly number[]>> = {}): VectorScores {
  const columns = Object.fromEntries(COLUMNS.map((column) => [column, all]));
  return { own: { ...columns, ...more } as Record<Column, readonly number[]> };
}

const rows: ScoredRow[] = [
  { name: 'random', kind: 'random', scores: [scores([0.1], { soundLabelled: [1] })] },
  {
    name: 'pictures',
    kind: 'features',
    scores: [scores([0.2, 0.4], { target: [0.5, 0.5], sound: [0.1, 0.1] })],
  },
  {
    name: 'joint',
    kind: 'features',
    scores: [scores([0.4, 0.4], { sound: [0.3, 0.3], soundLabelled: [1, 1] })],
  },
  {
    name: 'student',
    kind: 'token',
    training: {
      words: 'a recipe',
      seeds: [1, 2],
      missingSeeds: [],
      secondsPerRun: 12,
      epochs: 20,
      bestEpoch: 18,
      parameters: 1_250_000,
      watchedCrossEntropy: 2,
      backends: ['native'],
      codeHashes: ['c'],
    },
    scores: [
      scores([0.5, 0.5], { sound: [0.4], soundLabelled: [1] }),
      scores([0.5, 0.7], { sound: [0.4], soundLabelled: [1] }),
    ],
  },
];
const table = qualityTable({ rows, concatenation: 'joint' });

describe('the quality table', () => {
  it('compares tokens with the best vector of features in each column', () => {
    const student = table.rows.find(({ name }) => name === 'student');
    expect(table.best.own?.visual).toEqual({ name: 'joint', mean: 0.4 });
    expect(table.best.own?.target).toEqual({ name: 'pictures', mean: 0.5 });
    expect(student?.figures.own?.visual.mean).toBeCloseTo(0.55, 12);
    expect(student?.against?.own?.gainOverBest.visual).toBeCloseTo(0.375, 12);
    expect(student?.against?.own?.gainOverBest.target).toBeCloseTo(0.1, 12);
    expect(student?.against?.own?.gainOverConcatenation.sound).toBeCloseTo(1 / 3, 12);
    expect(student?.against?.own?.winsEachVisualLabel).toBe(true);
    expect(student?.against?.own?.beatsConcatenationOnSound).toBe(true);
  });

  it('does not count a label that only equals the best vector as won', () => {
    const equal: ScoredRow[] = rows.map((row) =>
      row.kind === 'token' ? { ...row, scores: [scores([0.5])] } : row,
    );
    const student = qualityTable({ rows: equal, concatenation: 'joint' }).rows.at(-1);
    expect(student?.against?.own?.winsEachVisualLabel).toBe(false);
    expect(student?.against?.own?.beatsConcatenationOnSound).toBe(false);
  });

  it('takes the interval of tokens over seeds and that of features over queries', () => {
    const [random, , , student] = table.rows;
    // Seeds 0.5 and 0.6: standard error 0.05, t of one degree of freedom 12.706.
    expect(student?.figures.own?.visual.low).toBeCloseTo(0.55 - 12.706 * 0.05, 3);
    const { low, high } = table.rows[1]?.figures.own?.visual ?? {};
    expect([low, high]).toEqual([0.2, 0.4]);
    expect(random?.figures.own?.visual).toEqual({ mean: 0.1 });
  });

  it('joins the queries of several splits', () => {
    expect(joinScores([scores([1, 2]), scores([3])]).own?.sound).toEqual([1, 2, 3]);
  });

  it('prints figures in %, bold where they are above all features, a dash where the gallery is taken whole', () => {
    const definition = {
      id: 'own',
      title: 'The title',
      gallery: 'all',
      queries: 'held-out',
      metric: 'hitRate',
      cutoff: 10,
    } as const;
    const text = qualityMarkdown({
      table,
      definitions: [definition],
      tableTwo: [definition],
      concatenation: 'joint',
    });
    expect(text).toContain('| student | a recipe | 2 | 12 | 20.0 (18.0) | 1.25 M |');
    expect(text).toContain('| random | 10.0 | 10.0 | 10.0 | 10.0 | 10.0 | – |  |  |  |');
    expect(text).toMatch(/\| student \| \*\*55\.0\*\* ±63\.5 .*\| – \| \+37\.5 % \| yes \| yes \|/);
    expect(text).toMatch(/\| wo\.: joint \| 40\.0 ±0\.0 /);
    expect(text).toMatch(/\| w\. distillation: student \| \*\*55\.0\*\*/);
    expect(text).not.toContain('wo.: pictures');
  });
});

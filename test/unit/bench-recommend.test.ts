import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchData } from '../bench/recommend/bench-data.js';
import { benchInteractions } from '../bench/recommend/bench-interactions.js';
import {
  type RecommendRun,
  recommendSummary,
  recommendVerdicts,
} from '../bench/recommend/recommend-report.js';
import { syntheticShape } from '../bench/recommend/recommend-shape.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const OPENBLAS = '/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3';
const REFERENCE = '/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0';

function run(more: Partial<RecommendRun> = {}): RecommendRun {
  return {
    threads: 2,
    stepMilliseconds: [20],
    cpuMillisecondsPerStep: 30,
    sparseProductMilliseconds: [2],
    epochMilliseconds: [700],
    evaluationMilliseconds: [300],
    rankingMilliseconds: [200],
    evaluatedUsers: 5,
    recallAt20: 0.09,
    userVectorMilliseconds: [8],
    losses: [0.7, 0.6],
    peakRssMiB: 300,
    ...more,
  };
}

describe('the report of the recommender bench', () => {
  it('takes the median over the times of all rounds', () => {
    const summary = recommendSummary([
      run({ stepMilliseconds: [30, 10], peakRssMiB: 310 }),
      run({ stepMilliseconds: [20, 50, 40], cpuMillisecondsPerStep: 50 }),
    ]);
    expect(summary.stepMilliseconds).toEqual({ median: 30, minimum: 10 });
    expect(summary).toMatchObject({ cpuMillisecondsPerStep: 40, peakRssMiB: 310, losses: [0.7, 0.6] });
    expect(() => recommendSummary([])).toThrow(RangeError);
  });

  it('judges step, evaluation and request by their bars', () => {
    const ours = recommendSummary([run()]);
    const torch = recommendSummary([run({ stepMilliseconds: [16], evaluationMilliseconds: [500] })]);
    expect(recommendVerdicts({ ours, torch, blas: OPENBLAS })).toMatchObject({
      step: { value: 1.25, holds: true },
      evaluation: { value: 0.6, holds: false },
      requestMilliseconds: { value: 8, holds: true },
    });
    const slow = recommendSummary([run({ stepMilliseconds: [25], userVectorMilliseconds: [11] })]);
    expect(recommendVerdicts({ ours: slow, torch, blas: OPENBLAS })).toMatchObject({
      step: { holds: false },
      requestMilliseconds: { holds: false },
    });
  });

  it('claims no evaluation against the slow reference library, and nothing at all without a peer', () => {
    const ours = recommendSummary([run()]);
    expect(recommendVerdicts({ ours, torch: ours, blas: REFERENCE }).evaluation).not.toHaveProperty('holds');
    expect(Object.keys(recommendVerdicts({ ours }))).toEqual(['requestMilliseconds']);
  });
});

describe('the interactions of the recommender bench', () => {
  it('come from the files of a folder', async () => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'x.train.inter'), 'user_id:token\titem_id:token\n0\t3\n2\t1\n');
    writeFileSync(join(folder, 'x.test.inter'), 'user_id:token\titem_id:token\n1\t4\n');
    const found = benchInteractions(folder);
    expect(found).toMatchObject({ users: 3, items: 5, source: folder });
    expect([...found.train, ...found.test]).toEqual([0, 3, 2, 1, 1, 4]);
  });

  it('are made up in the shape of the real set without a folder, no pair twice', () => {
    const { users, items, trainInteractions, testInteractions } = syntheticShape;
    const found = benchInteractions(undefined);
    expect(found).toMatchObject({ users, items });
    expect([found.train.length, found.test.length]).toEqual([2 * trainInteractions, 2 * testInteractions]);
    const pairs = (values: Int32Array): number[] =>
      Array.from({ length: values.length / 2 }, (_, at) => {
        return (values[2 * at] as number) * items + (values[2 * at + 1] as number);
      });
    expect(new Set([...pairs(found.train), ...pairs(found.test)]).size).toBe(
      trainInteractions + testInteractions,
    );
    expect(benchInteractions(undefined)).toEqual(found);
  });

  it('become histories in the order of the items', () => {
    const { data, test } = benchData({
      users: 3,
      items: 5,
      train: Int32Array.of(2, 4, 0, 3, 2, 1),
      test: Int32Array.of(1, 0),
    });
    expect([...data.train.starts]).toEqual([0, 1, 1, 3]);
    expect([...data.train.items]).toEqual([3, 1, 4]);
    expect([...test.starts]).toEqual([0, 0, 1, 1]);
    expect(data.content.map(({ vectors, width }) => vectors.length / width)).toEqual([5, 5]);
  });
});

import { describe, expect, it } from 'vitest';
import type { JobStage } from '../../src/service/contract/job.js';
import { createJobProgress } from '../../src/service/jobs/job-progress.js';

describe('the progress of a job', () => {
  it('is told when stages begin and end, and not more often than four times a second between', () => {
    let nowMs = 1000;
    const told: (readonly JobStage[])[] = [];
    const progress = createJobProgress({ clock: () => nowMs, onStages: (stages) => told.push(stages) });
    const extract = progress.stage({ name: 'extract', unit: 'videos', total: 100 });
    for (let item = 0; item < 100; item += 1) {
      nowMs += 10;
      extract.advance(1, `item ${item}`);
    }
    extract.done();
    expect(told.map(([stage]) => stage?.finished)).toEqual([0, 25, 50, 75, 100, 100]);
    expect(told.at(-1)).toEqual([
      { name: 'extract', unit: 'videos', finished: 100, total: 100, note: 'item 99', isDone: true },
    ]);
  });

  it('lists every stage in its order, and an unknown number as null', () => {
    const told: (readonly JobStage[])[] = [];
    const progress = createJobProgress({ clock: () => 0, onStages: (stages) => told.push(stages) });
    progress.stage({ name: 'scan', unit: 'files' }).done();
    progress.stage({ name: 'embed', unit: 'videos', total: 3 }).setTotal(4);
    progress.stage({ name: 'cluster', unit: 'videos' });
    expect(told.at(-1)?.map(({ name, total, isDone }) => [name, total, isDone])).toEqual([
      ['scan', null, true],
      ['embed', 4, false],
      ['cluster', null, false],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { progressOf } from '../../src/web/views/map/job-progress.js';
import { mapColumns } from '../../src/web/views/map/map-columns.js';

const stage = { name: 'project', unit: 'videos', finished: 30, total: 120, isDone: false };

describe('the progress of the map', () => {
  it('tells the stage that is not done', () => {
    const job = {
      state: 'running',
      place: null,
      waitsFor: null,
      stages: [{ ...stage, name: 'read', isDone: true }, stage],
    };
    expect(progressOf(job)).toEqual({ text: 'project 30 of 120 videos', part: 0.25 });
  });

  it('tells what it waits for', () => {
    expect(progressOf({ state: 'queued', place: 2, waitsFor: null, stages: [] })).toEqual({
      text: 'waits for 2 before it',
    });
    const busy = { state: 'running', place: null, waitsFor: 'another command writes', stages: [stage] };
    expect(progressOf(busy)).toEqual({ text: 'waits: another command writes' });
  });

  it('has no share where the whole is not known', () => {
    const open = { ...stage, total: null };
    expect(progressOf({ state: 'running', place: null, waitsFor: null, stages: [open] })).toEqual({
      text: 'project 30 videos',
    });
    expect(progressOf({ state: 'done', place: null, waitsFor: null, stages: [stage] })).toEqual({
      text: 'done',
    });
  });
});

describe('what the map can be coloured by', () => {
  it('leaves out columns that no video has a value of', () => {
    const columns = mapColumns(
      {
        clusters: [0, 1],
        tokenClusters: [null, null],
        labels: { kind: { values: ['cat'], codes: [0, -1] }, empty: { values: [], codes: [-1, -1] } },
        modalities: { values: ['visual'], codes: [0, 0] },
      },
      { clusters: new Map([[1, 'noise']]), tokenClusters: new Map() },
    );
    expect(columns.map(({ id, name, isLabel }) => [id, name, isLabel])).toEqual([
      ['cluster', 'Cluster', false],
      ['modality', 'Modality', false],
      ['label.kind', 'kind', true],
    ]);
    expect(columns[0]?.values).toEqual(['cluster 0', 'noise']);
  });
});

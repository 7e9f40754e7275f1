import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchmarkDescribe } from '../../pipelines/benchmark-describe.js';
import type { PipelineContext } from '../../pipelines/context.js';
import { benchmarkDescribeText } from '../../src/cli/benchmark-describe-text.js';
import { makeClip } from '../support/clips.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Each look at the clock is half a second after the one before. */
function context(): PipelineContext {
  let nowMs = 0;
  return pipelineContext('/no/store', {
    clock: () => {
      nowMs += 500;
      return nowMs;
    },
  });
}

/** Two silent clips, one dark and one white, only one of them with a text; and facts about them and a third. */
async function clipsAndFacts() {
  const folder = await temporaryFolder();
  const picture = (colour: string) => `color=c=${colour}:s=64x64:r=5`;
  const dark = makeClip({ folder, name: 'dark.mp4', picture: picture('black'), seconds: 1 });
  const white = makeClip({ folder, name: 'white.mp4', picture: picture('white'), seconds: 1 });
  const manifestPath = join(folder, 'clips.jsonl');
  const lines = [
    { file: basename(dark), id: 'dark', description: 'A dark night with music.' },
    { file: basename(white), id: 'white' },
  ];
  await writeFile(manifestPath, lines.map((line) => JSON.stringify(line)).join('\n'));
  const factsPath = join(folder, 'facts.jsonl');
  const facts = [
    {
      id: 'dark',
      must: [['dark', 'black'], ['no sound', 'silent'], ['night']],
      mustNot: ['music', 'bright'],
    },
    { id: 'white', must: [['bright'], ['white']], mustNot: ['dark', 'square'] },
    { id: 'gone', must: [['x']], mustNot: [] },
  ];
  await writeFile(factsPath, facts.map((line) => JSON.stringify(line)).join('\n'));
  return { manifestPath, factsPath };
}

describe('the benchmark of describers', () => {
  it('scores each describer by itself on the videos of a manifest', async () => {
    const report = await benchmarkDescribe({
      context: context(),
      describerIds: ['signal', 'manifest'],
      settings: {},
      seed: 1,
      ...(await clipsAndFacts()),
    });
    expect(report).toMatchObject({ clips: 2, facts: 5, missing: ['gone'] });
    const [signal, manifest] = report.describers;
    // "A dark square video of 1 second … It has no sound." and "A very bright square video …, mostly white".
    expect(signal?.clipScores).toMatchObject([
      { id: 'dark', stated: 2, wanted: 3, wrong: [] },
      { id: 'white', stated: 2, wanted: 2, wrong: ['square'] },
    ]);
    expect(signal).toMatchObject({ answered: 2, wrongTotal: 1, failures: [], model: null });
    expect(signal?.stated.mean).toBeCloseTo((2 / 3 + 1) / 2, 12);
    expect(signal?.secondsPerClip).toBe(0.25);
    expect(manifest).toMatchObject({ answered: 1, wrongTotal: 1, meanWords: 2.5 });
    expect(manifest?.clipScores).toMatchObject([
      { id: 'dark', stated: 2, wrong: ['music'] },
      { id: 'white', stated: 0, wrong: [], words: 0 },
    ]);
    const [, head, row] = benchmarkDescribeText(report).split('\n');
    expect(head).toMatch(/^describer +model +answered +facts stated, % +wrong a clip +words +s a clip$/);
    expect(row).toMatch(/^signal +– +2 of 2 +83\.3 \[66\.7, 100\.0\] +0\.50 \[0\.00, 1\.00\] +\d+ +0\.25$/);
  });

  it('ends when none of the videos is there', async () => {
    const { factsPath, manifestPath } = await clipsAndFacts();
    await writeFile(factsPath, '{"id": "gone", "must": [["x"]], "mustNot": []}');
    const options = { context: context(), describerIds: ['signal'], settings: {}, seed: 1 };
    await expect(benchmarkDescribe({ ...options, factsPath, manifestPath })).rejects.toMatchObject({
      code: 'no-such-video',
      message: `None of the 1 videos of the facts file is in ${manifestPath}.`,
    });
  });
});

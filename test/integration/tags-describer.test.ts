import { existsSync } from 'node:fs';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { benchmarkDescribe } from '../../pipelines/benchmark-describe.js';
import { packageInfo } from '../../src/config/package-info.js';
import type { DescribeInput, Describer } from '../../src/core/description.js';
import { contentHash } from '../../src/core/ids.js';
import { benchmarkDescribeReport } from '../../src/core/reports/benchmark-describe-report.js';
import { silentLogger } from '../../src/core/runtime.js';
import type { DescriberOptions } from '../../src/describe/describer-options.js';
import { createTagsDescriber } from '../../src/describe/describers/tags.js';
import { measure } from '../../src/describe/measure/measure.js';
import { tagsModelsPresent } from '../../src/describe/tags/tags-models.js';
import { voiceActivityPath } from '../../src/inference/voice/voice-activity.js';
import { probeVideo } from '../../src/media/probe.js';
import { sampleVideo } from '../../src/media/sample.js';
import { clipPath, labelledClips } from '../support/labelled-clips.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { hasSharedClips, hasSharedWeights, SHARED_CLIPS, SHARED_WEIGHTS } from '../support/shared-data.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const promptsFolder = join(packageInfo().root, 'prompts');
const facts = join(promptsFolder, 'describe', 'regression', 'facts.v1.jsonl');
const { signal } = new AbortController();
const hasAll = hasSharedWeights && hasSharedClips && existsSync(voiceActivityPath(SHARED_WEIGHTS));

async function describer(overrides: Partial<DescriberOptions> = {}): Promise<Describer> {
  const created = await createTagsDescriber({
    promptsFolder,
    weightsFolder: SHARED_WEIGHTS,
    threads: 1,
    offline: true,
    settings: {},
    endpoint: {},
    encodeJpeg: () => Promise.reject(new Error('No picture is sent anywhere.')),
    logger: silentLogger,
    ...overrides,
  });
  onTestFinished(() => created.dispose());
  return created;
}

async function clipInput(id: string): Promise<DescribeInput> {
  const clip = labelledClips().find((each) => each.id === id);
  if (clip === undefined) throw new Error(`there is no clip ${id}`);
  const path = clipPath(clip);
  const info = await probeVideo(path);
  const sampled = await sampleVideo({ path, info, threads: 1 });
  const text = { tags: [] };
  return {
    contentHash: contentHash('0'.repeat(64)),
    info,
    text,
    measurements: measure({ ...sampled, info, text }),
    media: ({ frameCount, frameMaxSidePixels }) =>
      sampleVideo({ path, info, threads: 1, frameCount, frameMaxSidePixels }),
  };
}

/** A weights folder with only some of the models. */
async function weightsWith(...ids: readonly string[]): Promise<string> {
  const folder = await temporaryFolder();
  for (const id of ids) await symlink(join(SHARED_WEIGHTS, id), join(folder, id));
  return folder;
}

/** A barbell on the shoulders and a ticking clock. */
const BARBELL_AND_CLOCK = '1cb05239ca';
const WITHOUT_SOUND = 'cb7b25e555';

describe.skipIf(!hasAll)(
  'the tags describer on real clips (skipped where ../shared/weights or ../shared/data/clips is absent)',
  () => {
    it('states what is seen and heard, each as surely as it may', async () => {
      const tags = await describer();
      const input = await clipInput(BARBELL_AND_CLOCK);
      const description = await tags.describe(input, { signal });
      expect(description).toMatchObject({
        describerId: 'tags',
        promptHash: tags.promptHash,
        model: 'mobilenet_v2+yamnet+silero-vad',
      });
      expect(description?.text).toContain('It clearly shows a barbell.');
      expect(description?.text).toContain('sounds like a clock ticking.');
      expect(description?.text).toContain('Nobody is heard speaking.');
      expect(description?.text).toContain('stands out from a plain white background.');
      expect(await tags.describe(input, { signal })).toEqual(description);
    });

    it('says nothing about the sound of a video without one', async () => {
      const text = (await (await describer()).describe(await clipInput(WITHOUT_SOUND), { signal }))?.text;
      expect(text).toMatch(/It has no sound\.$/);
    });

    it('works with the models that are there, and logs which', async () => {
      const weightsFolder = await weightsWith('yamnet');
      const logged: object[] = [];
      const logger = { ...silentLogger, info: (line: object) => logged.push(line) };
      const tags = await describer({ weightsFolder, logger });
      const text = (await tags.describe(await clipInput(BARBELL_AND_CLOCK), { signal }))?.text;
      expect(await tagsModelsPresent(weightsFolder)).toEqual(['yamnet']);
      expect(logged).toEqual([{ models: ['yamnet'], weightsFolder }]);
      expect(tags.model).toBe('yamnet');
      expect(text).toContain('sounds like a clock ticking.');
      expect(text).not.toMatch(/barbell|speaking/);
    });

    it('has other parameters with other models or another floor, and says less under a higher one', async () => {
      const usual = await describer();
      const careful = await describer({ settings: { confidenceFloor: 0.995 } });
      const voices = await describer({ weightsFolder: await weightsWith('silero-vad') });
      expect(new Set([usual, careful, voices].map(({ parameters }) => parameters)).size).toBe(3);
      expect((await describer()).parameters).toBe(usual.parameters);
      const text = (await careful.describe(await clipInput(BARBELL_AND_CLOCK), { signal }))?.text;
      expect(text).not.toMatch(/barbell|clock/);
    });

    it('stops with the reason of an abort, before and while it listens', async () => {
      const tags = await describer();
      const reason = new Error('enough');
      const input = await clipInput(BARBELL_AND_CLOCK);
      await expect(tags.describe(input, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      const abort = new AbortController();
      const media: DescribeInput['media'] = async (request) => {
        const read = await input.media(request);
        abort.abort(reason);
        return read;
      };
      await expect(tags.describe({ ...input, media }, { signal: abort.signal })).rejects.toBe(reason);
    });

    it('states more of the known facts than signal does, and little that is wrong', async () => {
      const factsPath = join(await temporaryFolder(), 'some-facts.jsonl');
      const lines = (await readFile(facts, 'utf8')).trim().split('\n');
      const some = lines.filter((_, place) => place % 5 === 0);
      await writeFile(factsPath, [...some, '{"id": "gone", "must": [["x"]], "mustNot": []}'].join('\n'));
      const context = pipelineContext('/no/store', { weightsFolder: SHARED_WEIGHTS });
      const report = await benchmarkDescribe({
        context,
        describerIds: ['tags', 'signal'],
        settings: {},
        factsPath,
        manifestPath: SHARED_CLIPS,
        seed: 7,
      });
      expect(benchmarkDescribeReport.parse(report)).toEqual(report);
      expect(report).toMatchObject({ clips: some.length, missing: ['gone'] });
      const [tags, signalScore] = report.describers;
      if (tags === undefined || signalScore === undefined) throw new Error('two describers were asked for');
      expect(tags.answered).toBe(some.length);
      expect(tags.stated.low).toBeGreaterThan(signalScore.stated.high);
      expect(tags.wrongPerClip.mean).toBeLessThan(0.7);
      expect(signalScore.wrongTotal).toBe(0);
    });
  },
);

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PipelineContext } from '../../pipelines/context.js';
import { fetchModels } from '../../pipelines/fetch.js';
import { fetchReport } from '../../src/core/reports/fetch-report.js';
import { silentLogger } from '../../src/core/runtime.js';
import { findMediaTools } from '../../src/media/media-tools.js';
import { type ModelHub, startModelHub } from '../support/model-hub.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const MODEL = 'tiny/model';
const MEBIBYTE = 2 ** 20;

interface ShownStage {
  readonly name: string;
  readonly total: number | undefined;
  advanced: number;
  isDone: boolean;
}

async function prepared(): Promise<{ hub: ModelHub; context: PipelineContext; stages: ShownStage[] }> {
  const hub = await startModelHub({
    model: MODEL,
    files: { 'config.json': '{}', 'onnx/model.onnx': new Uint8Array(2.5 * MEBIBYTE) },
  });
  const folder = await temporaryFolder();
  const stages: ShownStage[] = [];
  const context: PipelineContext = {
    dataFolder: folder,
    modelsFolder: folder,
    trainedModelsFolder: folder,
    promptsFolder: folder,
    weightsFolder: join(folder, 'weights'),
    offline: false,
    endpoint: {},
    hub: { endpoint: hub.endpoint },
    tools: findMediaTools(),
    concurrency: 1,
    threadsPerVideo: 1,
    codeVersion: 'test',
    clock: () => 0,
    sleep: async () => {},
    logger: silentLogger,
    progress: {
      stage({ name, total }) {
        const stage: ShownStage = { name, total, advanced: 0, isDone: false };
        stages.push(stage);
        return {
          advance: (items) => {
            stage.advanced += items;
          },
          setTotal: () => {},
          done: () => {
            stage.isDone = true;
          },
        };
      },
    },
    signal: new AbortController().signal,
  };
  return { hub, context, stages };
}

describe('fetchModels', () => {
  it('brings models with their progress in MiB and reports what came', async () => {
    const { hub, context, stages } = await prepared();
    const report = await fetchModels({ models: [MODEL, MODEL], dryRun: false }, context);
    expect(fetchReport.parse(report)).toEqual({
      dryRun: false,
      models: [
        {
          model: MODEL,
          commit: hub.commit(),
          folder: join(context.weightsFolder, 'tiny', 'model'),
          totalBytes: 2.5 * MEBIBYTE + 2,
          missingBytes: 2.5 * MEBIBYTE + 2,
          files: [
            { path: 'config.json', sizeBytes: 2, state: 'missing' },
            { path: 'onnx/model.onnx', sizeBytes: 2.5 * MEBIBYTE, state: 'missing' },
          ],
        },
      ],
    });
    expect(stages.find(({ name }) => name === 'onnx/model.onnx')).toMatchObject({
      total: 3,
      advanced: 3,
      isDone: true,
    });
    const again = await fetchModels({ models: [MODEL], dryRun: false }, context);
    expect(again.models[0]?.missingBytes).toBe(0);
  });

  it('only lists files when asked to', async () => {
    const { context } = await prepared();
    const report = await fetchModels({ models: [MODEL], dryRun: true }, context);
    expect(report.models[0]?.files).toHaveLength(2);
    await expect(readdir(context.weightsFolder)).rejects.toThrow('ENOENT');
  });

  it('does not ask a network that is forbidden', async () => {
    const { hub, context } = await prepared();
    const fetching = fetchModels({ models: [MODEL], dryRun: true }, { ...context, offline: true });
    await expect(fetching).rejects.toMatchObject({ code: 'configuration' });
    expect(hub.requests).toEqual([]);
  });
});

import { join } from 'node:path';
import type { PipelineContext } from '../../pipelines/context.js';
import { packageInfo } from '../../src/config/package-info.js';
import { silentLogger, silentProgress } from '../../src/core/runtime.js';
import { findMediaTools } from '../../src/media/media-tools.js';

/** What a pipeline gets from the command line, with a clock that stands still. */
export function pipelineContext(folder: string, changes: Partial<PipelineContext> = {}): PipelineContext {
  return {
    dataFolder: folder,
    modelsFolder: join(folder, 'models'),
    trainedModelsFolder: join(folder, 'models'),
    promptsFolder: join(packageInfo().root, 'prompts'),
    weightsFolder: join(folder, 'weights'),
    offline: true,
    endpoint: {},
    hub: {},
    tools: findMediaTools(),
    concurrency: 2,
    threadsPerVideo: 1,
    codeVersion: 'test',
    clock: () => 1_800_000_000_000,
    sleep: async () => {},
    logger: silentLogger,
    progress: silentProgress,
    signal: new AbortController().signal,
    ...changes,
  };
}

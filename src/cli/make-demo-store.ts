import { join } from 'node:path';
import type { PipelineContext } from '../../pipelines/context.js';
import { embedVideos } from '../../pipelines/embed.js';
import { withStoreIfAny } from '../../pipelines/stages/open-for-reading.js';
import { makeDemoClips } from '../media/demo-clips.js';
import { teacherOptions } from './teacher-options.js';
import { trainingConfig } from './training-config.js';

const SEED = 7;

/** Makes demo clips in the data folder and embeds them, unless every stored video has its token already. */
export async function makeDemoStore(context: PipelineContext): Promise<void> {
  if (await isComplete(context)) return;
  const { signal, progress, tools, dataFolder } = context;
  const { manifest } = await makeDemoClips({ folder: join(dataFolder, 'demo'), signal, progress, tools });
  await embedVideos({
    context,
    paths: [manifest],
    extractorIds: undefined,
    teacher: await teacherOptions({ describer: ['auto'], retryFailed: false }),
    retryFailed: false,
    config: trainingConfig({ recipe: 'base', seed: SEED, baseline: true }),
    backend: 'auto',
  });
}

/** A store whose making was killed is finished by making it again. */
function isComplete(context: PipelineContext): Promise<boolean> {
  return withStoreIfAny(context, async (store) => {
    if (store === undefined) return false;
    return (await store.videos.count()) > 0 && (await store.videos.count('token IS NULL')) === 0;
  });
}

import type { Describer } from '../../src/core/description.js';
import type { DescriberOptions, DescriberSettings } from '../../src/describe/describer-options.js';
import { createDescriber } from '../../src/describe/registry.js';
import { encodeJpeg } from '../../src/media/encode-jpeg.js';
import type { PipelineContext } from '../context.js';
import { downloadProgress } from './download-progress.js';

const JPEG_QUALITY = 85;

/** Describers in the order in which they are asked. Models are loaded with the first video, so little is held yet. */
export async function createDescribers(
  ids: readonly string[],
  { context, settings }: { readonly context: PipelineContext; readonly settings: DescriberSettings },
): Promise<Describer[]> {
  const options = describerOptions(context, settings);
  const describers: Describer[] = [];
  for (const id of ids) describers.push(await createDescriber(id, options));
  return describers;
}

function describerOptions(context: PipelineContext, settings: DescriberSettings): DescriberOptions {
  return {
    promptsFolder: context.promptsFolder,
    weightsFolder: context.weightsFolder,
    threads: context.threadsPerVideo,
    offline: context.offline,
    settings,
    endpoint: context.endpoint,
    hub: context.hub,
    encodeJpeg: (picture, { maxSidePixels }) => encodeJpeg(picture, { maxSidePixels, quality: JPEG_QUALITY }),
    onDownload: downloadProgress(context.progress),
    logger: context.logger,
  };
}

/** The leading describers that answer from facts alone: they can be asked while a video is read. */
export function leadingFacts(describers: readonly Describer[]): readonly Describer[] {
  const first = describers.findIndex(({ needs }) => needs === 'media');
  return first === -1 ? describers : describers.slice(0, first);
}

/** Hashes of the prompts and templates of a chain, in its order, for the record of the run. */
export function promptHashes(describers: readonly Describer[]): string {
  return describers.map(({ promptHash }) => promptHash).join(',');
}

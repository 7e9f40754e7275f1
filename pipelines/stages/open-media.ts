import type { DescribeInput, DescribeMedia, MediaRequest } from '../../src/core/description.js';
import { probeVideo } from '../../src/media/probe.js';
import { sampleVideo } from '../../src/media/sample.js';
import type { PipelineContext } from '../context.js';

type MediaContext = Pick<PipelineContext, 'tools' | 'logger' | 'threadsPerVideo' | 'signal'>;

/** How the frames and the sound of a file are come by. */
export type OpenMedia = (path: string, context: MediaContext) => DescribeInput['media'];

/**
 * Frames and sound of a file, for a describer; the file is probed and decoded when they are asked for. The last answer
 * is kept, because a question that is tried again shows the same pictures.
 */
export const openMedia: OpenMedia = (path, context) => {
  const { tools, logger, threadsPerVideo, signal } = context;
  const decode = async ({ frameCount, frameMaxSidePixels, audio }: MediaRequest): Promise<DescribeMedia> => {
    const info = await probeVideo(path, { signal, tools });
    const limits = { frameCount, frameMaxSidePixels, ...(audio ? {} : { audioMaxSeconds: 0 }) };
    return sampleVideo({ path, info, threads: threadsPerVideo, tools, logger, ...limits }, { signal });
  };
  let last: { readonly request: string; readonly media: Promise<DescribeMedia> } | undefined;
  return (wanted) => {
    const request = JSON.stringify(wanted);
    if (last?.request !== request) last = { request, media: decode(wanted) };
    return last.media;
  };
};

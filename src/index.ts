/**
 * The public interface: the pipelines with the types they take and give, and the seams for own
 * extractors and describers. Everything else is internal and may change.
 */

export type { PipelineContext } from '../pipelines/context.js';
export { deleteVideos } from '../pipelines/delete.js';
export { describeVideos } from '../pipelines/describe.js';
export { distillStore } from '../pipelines/distill.js';
export { embedVideos } from '../pipelines/embed.js';
export { reembedStore } from '../pipelines/reembed.js';
export { searchVideos } from '../pipelines/search.js';
export { similarVideos } from '../pipelines/similar.js';
export { storeStatus } from '../pipelines/status.js';
export type { DescribeInput, Describer, Description, Measurements } from './core/description.js';
export type { EmbeddingSpace, VideoToken, VideoTokenModel } from './core/embedding.js';
export { ERROR_CODES, FAILURE_CODES, InputError, VidtokenError } from './core/errors.js';
export type { ExtractorSpec, FeatureExtractor, FeatureSequence, Modality } from './core/features.js';
export type { Frame, VideoInfo, VideoMetadata, VideoSample, VideoText } from './core/media.js';
export type { VideoRecord } from './core/record.js';
export { silentLogger, silentProgress } from './core/runtime.js';
export type { SearchHit, VideoStore } from './core/store.js';
export { findMediaTools } from './media/media-tools.js';
export { openStore } from './store/open-store.js';

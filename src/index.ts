/**
 * The public interface: the pipelines, their reports with the schemas of `--json`, and the seams for own
 * extractors and describers. Everything else is internal and may change.
 */

import { disableTelemetry } from './config/no-telemetry.js';

// Before anything native is loaded: who embeds this package gets the same silence as the command line.
disableTelemetry();

export { type BenchmarkRecommendOptions, benchmarkRecommend } from '../pipelines/benchmark-recommend.js';
export { benchmarkVideos } from '../pipelines/benchmark-videos.js';
export { clusterVideos } from '../pipelines/cluster-videos.js';
export type { PipelineContext } from '../pipelines/context.js';
export { deleteVideos } from '../pipelines/delete.js';
export { describeVideos } from '../pipelines/describe.js';
export { distillStore } from '../pipelines/distill.js';
export { diagnose } from '../pipelines/doctor.js';
export { embedVideos } from '../pipelines/embed.js';
export { type ExplainOptions, explainVideo } from '../pipelines/explain.js';
export { exportStore } from '../pipelines/export.js';
export { type ImportOptions, importDataset } from '../pipelines/import.js';
export { mapVideos } from '../pipelines/map.js';
export { listModels } from '../pipelines/models.js';
export { compareModels } from '../pipelines/models-compare.js';
export { selectSavedModel } from '../pipelines/models-select.js';
export { planDescribe } from '../pipelines/plan-describe.js';
export { planEmbed } from '../pipelines/plan-embed.js';
export {
  processUserRequest,
  type Recommendation,
  type UserRequest,
} from '../pipelines/process-user-request.js';
export { listPrompts } from '../pipelines/prompts.js';
export { type RecommendOptions, recommendVideos } from '../pipelines/recommend.js';
export { reembedStore } from '../pipelines/reembed.js';
export { searchVideos } from '../pipelines/search.js';
export { similarVideos } from '../pipelines/similar.js';
export type { ReadingOptions, TeacherOptions } from '../pipelines/stages/teacher-options.js';
export { storeStatus } from '../pipelines/status.js';
export { trainCandidate } from '../pipelines/train-candidate.js';
export { type TrainRecommenderRun, trainRecommender } from '../pipelines/train-recommender.js';
export { reportSavedModel } from '../pipelines/training-report.js';
export type {
  CallEstimate,
  DescribeInput,
  DescribeMedia,
  DescribeOptions,
  Describer,
  Description,
  Measurements,
  MediaRequest,
  Repair,
  StructuredDescription,
  TokenUsage,
} from './core/description.js';
export type { EmbeddingSpace, TextReading, VideoToken, VideoTokenModel } from './core/embedding.js';
export {
  DESCRIBER_ERROR_CODES,
  DescriberError,
  ERROR_CODES,
  FAILURE_CODES,
  InputError,
  VidtokenError,
} from './core/errors.js';
export type { ExtractorSpec, FeatureExtractor, FeatureSequence, Modality } from './core/features.js';
export type { Frame, Transcript, VideoInfo, VideoMetadata, VideoSample, VideoText } from './core/media.js';
export type { ModelPrice, PriceTable } from './core/prices.js';
export type { TextRecogniser, Transcriber } from './core/reading.js';
export type { InteractionRecord } from './core/recommend.js';
export type { AnswerRecord, QuarantineRecord, VideoRecord } from './core/record.js';
export {
  type BenchmarkRecommendReport,
  benchmarkRecommendReport,
} from './core/reports/benchmark-recommend-report.js';
export {
  type BenchmarkRetrievalReport,
  benchmarkRetrievalReport,
  type RetrievalRow,
  type RetrievalTable,
  retrievalRow,
  retrievalTable,
} from './core/reports/benchmark-retrieval-report.js';
export {
  type ClusterReport,
  type ClusterSummary,
  clusterReport,
  clusterSummary,
} from './core/reports/cluster-report.js';
export { type DeleteReport, deleteReport } from './core/reports/delete-report.js';
export { type DemoClipsReport, demoClipsReport } from './core/reports/demo-clips-report.js';
export { type DescribeReport, describeReport } from './core/reports/describe-report.js';
export {
  type DistillReport,
  type DistillSummary,
  distillReport,
  distillSummary,
} from './core/reports/distill-report.js';
export {
  type DoctorBackend,
  type DoctorCheck,
  type DoctorExtractor,
  type DoctorReport,
  doctorBackend,
  doctorCheck,
  doctorExtractor,
  doctorReport,
} from './core/reports/doctor-report.js';
export { type EmbedReport, embedReport, type FailedInput, failedInput } from './core/reports/embed-report.js';
export { type ErrorReport, errorReport } from './core/reports/error-report.js';
export { type ExplainReport, explainReport, type WordGain, wordGain } from './core/reports/explain-report.js';
export {
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportLine,
  type ExportReport,
  exportLine,
  exportReport,
} from './core/reports/export-report.js';
export { type ImportReport, importReport } from './core/reports/import-report.js';
export { type MapReport, mapReport } from './core/reports/map-report.js';
export {
  type ModelSummary,
  type ModelsCompareReport,
  type ModelsReport,
  type ModelsSelectReport,
  modelSummary,
  modelsCompareReport,
  modelsReport,
  modelsSelectReport,
  type TrainingReportFile,
  trainingReportFile,
} from './core/reports/models-report.js';
export { type PromptsReport, promptsReport } from './core/reports/prompts-report.js';
export {
  type RecommendationReport,
  type RecommendReport,
  recommendation,
  recommendReport,
} from './core/reports/recommend-report.js';
export { type ReembedReport, reembedReport } from './core/reports/reembed-report.js';
export {
  type SearchHitReport,
  type SimilarReport,
  searchHit,
  similarReport,
  type TextSearchReport,
  textSearchReport,
} from './core/reports/search-report.js';
export { type StageTimings, stageTimings } from './core/reports/stage-timings.js';
export { type StatusReport, statusReport } from './core/reports/status-report.js';
export {
  type DescriberUsage,
  describeEstimate,
  describerUsage,
  quarantinedVideo,
  type TeacherReport,
  teacherReport,
} from './core/reports/teacher-report.js';
export {
  type TrainCandidateReport,
  type TrainReport,
  trainCandidateReport,
  trainReport,
} from './core/reports/train-report.js';
export { silentLogger, silentProgress } from './core/runtime.js';
export type { SearchHit, VideoStore } from './core/store.js';
export { findMediaTools } from './media/media-tools.js';
export { openStore } from './store/open-store.js';

export {
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type OperationId,
} from './client.js';
export { followJob } from './follow-job.js';
export * from './generated.js';
export { ProblemError } from './problem-error.js';

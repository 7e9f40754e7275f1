import type { PipelineContext } from './context.js';
import type { TeacherOptions } from './stages/teacher-options.js';

/** What is described anew, and by whom. */
export interface DescribeOptions {
  readonly context: PipelineContext;
  /** New inputs that are read first; none describes what is stored. */
  readonly paths: readonly string[];
  readonly extractorIds: readonly string[] | undefined;
  readonly teacher: TeacherOptions;
  readonly retryFailed: boolean;
  readonly tokenDimension: number;
  /** Count what would be written and estimate what it would cost; write nothing. */
  readonly dryRun: boolean;
}

import type { z } from 'zod';
import { jobOperations } from './job-operations.js';
import { knowledgeOperations } from './knowledge-operations.js';
import type { Operation } from './operation.js';
import { searchOperations } from './search-operations.js';
import { systemOperations } from './system-operations.js';
import { videoOperations } from './video-operations.js';

/** The whole HTTP interface. */
export const operations = {
  ...videoOperations,
  ...searchOperations,
  ...jobOperations,
  ...knowledgeOperations,
  ...systemOperations,
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationId = keyof typeof operations;

type Input<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** What the handler of an operation gets and gives. */
export interface OperationTypes<Op extends Operation> {
  readonly params: Input<Op['params']>;
  readonly query: Input<Op['query']>;
  readonly body: Input<Op['body']>;
  readonly answer: Op['answer'] extends z.ZodType ? z.input<Op['answer']> : never;
}

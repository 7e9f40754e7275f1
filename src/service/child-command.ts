import type { PipelineContext } from '../../pipelines/context.js';

/** What starts a process of this program: program and leading arguments. */
export interface ChildCommand {
  readonly program: string;
  readonly arguments: readonly string[];
}

/** A hidden command of the command line that works on the store of a service, with its models. */
export function childCommand(options: {
  readonly context: PipelineContext;
  /** Absolute path of the compiled `cli/main.js`. */
  readonly main: string;
  readonly command: 'run-job' | 'encode';
}): ChildCommand {
  const { context, main, command } = options;
  const { dataFolder, modelsFolder, trainedModelsFolder, weightsFolder, offline, concurrency } = context;
  return {
    program: process.execPath,
    arguments: [
      ...[main, command, '--data', dataFolder, '--weights', weightsFolder],
      ...(modelsFolder === trainedModelsFolder ? [] : ['--models-dir', modelsFolder]),
      ...(offline ? ['--offline'] : []),
      ...['--concurrency', String(concurrency), '--quiet', '--log-level', 'error'],
    ],
  };
}

import { constants, setPriority } from 'node:os';
import { Command } from 'commander';
import type { BackendName } from '../../tensor/backend-names.js';
import { readJobLine } from '../read-job-line.js';
import { runCommand } from '../run-command.js';
import {
  addBackendOption,
  addConcurrencyOption,
  addExtractorsOption,
  addSeedOption,
  addTrainingOptions,
} from '../shared-options.js';
import { addTeacherOptions, type TeacherChoices, teacherOptions } from '../teacher-options.js';
import { type TrainingChoices, trainingConfig } from '../training-config.js';

interface Options extends TrainingChoices, Omit<TeacherChoices, 'retryFailed'> {
  readonly extractors: string[] | undefined;
  readonly backend: BackendName;
}

/** Below everything that a person waits for. */
const LOW_PRIORITY = constants.priority.PRIORITY_LOW;

/** The process of one job of the service, with the defaults of `embed`; it is started by `serve` and not shown in the help. */
export function runJobCommand(): Command {
  const command = new Command('run-job').description('One job of `serve`, given as JSON on standard input.');
  addExtractorsOption(command);
  addTeacherOptions(command);
  addConcurrencyOption(command);
  addTrainingOptions(command);
  addSeedOption(command);
  addBackendOption(command);
  return command.action(async (options: Options) => {
    await runCommand<undefined>(command, async ({ pipeline }) => {
      setPriority(LOW_PRIORITY);
      const { runJobProcess } = await import('../../service/jobs/job-process.js');
      const input = await readJobLine(process.stdin, () => process.kill(process.pid, 'SIGTERM'));
      try {
        await runJobProcess({
          context: pipeline,
          embedding: {
            extractorIds: options.extractors,
            teacher: await teacherOptions({ ...options, retryFailed: false }),
            retryFailed: false,
            config: trainingConfig(options),
            backend: options.backend,
          },
          line: input.line,
          onMessage: (message) => process.stdout.write(`${JSON.stringify(message)}\n`),
        });
      } finally {
        input.close();
      }
      return { report: undefined, text: '', printed: true };
    });
  });
}

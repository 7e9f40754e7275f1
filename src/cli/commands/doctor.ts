import { Command, Option } from 'commander';
import { readSettings } from '../../config/settings.js';
import type { DoctorBackend, DoctorExtractor, DoctorReport } from '../../core/reports/doctor-report.js';
import { BACKEND_NAMES, type BackendName } from '../../tensor/backend-names.js';
import { runCommand } from '../run-command.js';
import { addWeightsOption } from '../shared-options.js';

interface Options {
  readonly backend: BackendName;
}

/** `vidtoken doctor` */
export function doctorCommand(): Command {
  const command = new Command('doctor')
    .summary('check ffmpeg, Node, compute backends, weights, store and disk')
    .description(
      'Says of each part whether it is well, and what to do when it is not. Measures every compute backend. ' +
        'Exit code 2 when a part that is needed is not well.',
    )
    .addOption(
      new Option('--backend <name>', 'backend that must work; webgpu then also on a software adapter')
        .choices([...BACKEND_NAMES])
        .default('auto'),
    )
    .addHelpText('after', '\nExample:\n  $ vidtoken doctor --data stores/a');
  addWeightsOption(command);
  return command.action(async (options: Options) => {
    await runCommand<DoctorReport>(command, async ({ pipeline }) => {
      const { diagnose } = await import('../../../pipelines/doctor.js');
      const { describerModel } = readSettings();
      const report = await diagnose({
        context: pipeline,
        asked: options.backend,
        ...(describerModel === undefined ? {} : { describerModel }),
      });
      return { report, text: doctorText(report), configured: report.ok };
    });
  });
}

function doctorText({ checks, backends, learnedExtractors }: DoctorReport): string {
  return [
    ...checks.map(({ name, ok, detail, hint }) =>
      line({ mark: ok ? 'ok' : 'not', name, detail, hint: ok ? undefined : hint }),
    ),
    '',
    'Compute backends, fastest first:',
    ...backends.map(backendLine),
    '',
    'Learned extractors:',
    ...learnedExtractors.map(extractorLine),
  ].join('\n');
}

function backendLine({ name, state, detail, hint, gigaflops, auto }: DoctorBackend): string {
  const speed = gigaflops === undefined ? '' : `${gigaflops.toFixed(1)} GFLOP/s · `;
  const mark = state === 'ok' ? 'ok' : state === 'absent' ? '–' : 'not';
  return line({ mark, name, detail: `${speed}${detail}${auto ? ' · taken by auto' : ''}`, hint });
}

function extractorLine({ id, state, folder, problem }: DoctorExtractor): string {
  const mark = state === 'ready' ? 'ok' : state === 'weights-missing' ? '–' : 'not';
  return line({ mark, name: id, detail: problem ?? `weights in ${folder}` });
}

function line(options: {
  readonly mark: string;
  readonly name: string;
  readonly detail: string;
  readonly hint?: string | undefined;
}): string {
  const { mark, name, detail, hint } = options;
  const first = `${mark.padEnd(3)}  ${name.padEnd(16)}  ${detail}`;
  return hint === undefined ? first : `${first}\n       → ${hint}`;
}

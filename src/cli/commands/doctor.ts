import { Command } from 'commander';
import type { DoctorReport } from '../../core/reports/doctor-report.js';
import { runCommand } from '../run-command.js';

/** `vidtoken doctor` */
export function doctorCommand(): Command {
  const command = new Command('doctor')
    .summary('check ffmpeg, Node, compute backends, store and disk')
    .description(
      'Says of each part whether it is well, and what to do when it is not. Exit code 2 when one is not.',
    )
    .addHelpText('after', '\nExample:\n  $ vidtoken doctor --data stores/a');
  return command.action(async () => {
    await runCommand<DoctorReport>(command, async ({ pipeline }) => {
      const { diagnose } = await import('../../../pipelines/doctor.js');
      const report = await diagnose(pipeline);
      return { report, text: doctorText(report), configured: report.ok };
    });
  });
}

function doctorText({ checks }: DoctorReport): string {
  return checks
    .map(({ name, ok, detail, hint }) => {
      const line = `${ok ? 'ok ' : 'not'}  ${name.padEnd(16)}  ${detail}`;
      return ok || hint === undefined ? line : `${line}\n       → ${hint}`;
    })
    .join('\n');
}

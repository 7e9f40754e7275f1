import { Command, Option } from 'commander';
import type { SimulateReport } from '../../core/reports/simulate-report.js';
import { moment } from '../moment-option.js';
import { runCommand } from '../run-command.js';
import { addSeedOption } from '../shared-options.js';
import { addSimulationOptions, daysOption } from '../simulation-options.js';

interface Options {
  readonly users: number;
  readonly days: number;
  readonly items?: number;
  readonly seed: number;
  readonly start: number;
  readonly out?: string;
}

/** `vidtoken simulate` */
export function simulateCommand(): Command {
  const command = new Command('simulate')
    .summary('make up a watch log over the stored videos')
    .description(
      'SIMULATION, no person watched anything: users with drifting interests in the token space, watch times that depend ' +
        'on the duration, new videos day by day. Writes a watch log, or into the `interactions` table of the store.',
    )
    .addOption(daysOption('--days <n>', 'days').default(14))
    .addOption(
      new Option('--start <date>', 'first day, such as 2026-01-01')
        .argParser(moment)
        .default(Date.UTC(2026, 0, 1), '2026-01-01'),
    )
    .option('--out <file>', 'watch log to write, .jsonl or .csv (default: the interactions table)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ vidtoken simulate --users 500 --days 14 --out log.jsonl\n  $ vidtoken simulate --seed 3',
    );
  addSimulationOptions(command, { users: 300 });
  addSeedOption(command);
  return command.action(async (options: Options) => {
    await runCommand<SimulateReport>(command, async ({ pipeline }) => {
      const { simulateWatchLog } = await import('../../../pipelines/simulate-watch-log.js');
      const { start, ...rest } = options;
      const report = await simulateWatchLog({ context: pipeline, startMs: start, ...rest });
      return { report, text: simulateText(report), succeeded: report.interactions > 0 };
    });
  });
}

function simulateText(report: SimulateReport): string {
  const { interactions, activeUsers, users, days, items, meanWatchSeconds, meanWatchRatio } = report;
  const watched =
    meanWatchSeconds === null || meanWatchRatio === null
      ? ''
      : `, ${meanWatchSeconds.toFixed(1)} s each (${Math.round(100 * meanWatchRatio)} % of the duration)`;
  return [
    `SIMULATED: ${interactions} watches of ${activeUsers} of ${users} made-up users in ${days} days, ${items} videos${watched}`,
    `→ ${report.out ?? 'interactions table'}`,
    ...report.notes,
    `seed ${report.seed}, ${report.seconds.toFixed(1)} s`,
  ].join('\n');
}

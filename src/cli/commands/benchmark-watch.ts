import { Command } from 'commander';
import type { BenchmarkWatchReport } from '../../core/reports/benchmark-watch-report.js';
import type { BackendName } from '../../tensor/backend-names.js';
import { benchmarkWatchText } from '../benchmark-watch-text.js';
import { runCommand } from '../run-command.js';
import { addBackendOption, addSeedOption } from '../shared-options.js';
import { addSimulationOptions, daysOption } from '../simulation-options.js';

interface Options {
  readonly users: number;
  readonly days: number;
  readonly warmUp: number;
  readonly items?: number;
  readonly seed: number;
  readonly backend: BackendName;
}

/** `vidtoken benchmark watch` */
export function benchmarkWatchCommand(): Command {
  const command = new Command('watch')
    .summary('simulated A/B: DreamUMM against popularity and plain similarity')
    .description(
      'SIMULATION, no person took part: made-up users with drifting interests live through the same days with each ' +
        'policy over the stored tokens. Play count, active days, exposed and surprise clusters (DreamUMM, section 3.1) ' +
        'and recall of future long views, with paired intervals.',
    )
    .addOption(daysOption('--days <n>', 'days of each arm').default(7))
    .addOption(daysOption('--warm-up <n>', 'days before, of which the arms learn').default(7))
    .addHelpText('after', '\nExample:\n  $ vidtoken benchmark watch --users 300 --days 7 --seed 7');
  addSimulationOptions(command, { users: 200 });
  addSeedOption(command);
  addBackendOption(command);
  return command.action(async (options: Options) => {
    await runCommand<BenchmarkWatchReport>(command, async ({ pipeline }) => {
      const { benchmarkWatch } = await import('../../../pipelines/benchmark-watch.js');
      const { keepReport } = await import('../../../pipelines/stages/keep-report.js');
      const startedAtMs = pipeline.clock();
      const { warmUp, ...rest } = options;
      const report = await benchmarkWatch({ context: pipeline, warmUpDays: warmUp, ...rest });
      const { seed, space, users, days } = report;
      await keepReport({
        context: pipeline,
        command: 'benchmark watch',
        config: { users, days, warmUpDays: warmUp, items: report.items.total },
        seed,
        spaceId: space,
        startedAtMs,
        report,
      });
      return { report, text: benchmarkWatchText(report) };
    });
  });
}

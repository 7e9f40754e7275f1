import { Command, Option } from 'commander';
import { packageInfo } from '../config/package-info.js';
import { benchmarkCommand } from './commands/benchmark.js';
import { clusterCommand } from './commands/cluster.js';
import { deleteCommand } from './commands/delete.js';
import { demoCommand } from './commands/demo.js';
import { describeCommand } from './commands/describe.js';
import { distillCommand } from './commands/distill.js';
import { doctorCommand } from './commands/doctor.js';
import { embedCommand } from './commands/embed.js';
import { encodeCommand } from './commands/encode.js';
import { explainCommand } from './commands/explain.js';
import { exportCommand } from './commands/export.js';
import { fetchCommand } from './commands/fetch.js';
import { importCommand } from './commands/import.js';
import { mapCommand } from './commands/map.js';
import { modelsCommand } from './commands/models.js';
import { promptsCommand } from './commands/prompts.js';
import { recommendCommand } from './commands/recommend.js';
import { reembedCommand } from './commands/reembed.js';
import { runJobCommand } from './commands/run-job.js';
import { searchCommand } from './commands/search.js';
import { serveCommand } from './commands/serve.js';
import { similarCommand } from './commands/similar.js';
import { simulateCommand } from './commands/simulate.js';
import { statusCommand } from './commands/status.js';
import { tokenCommand } from './commands/token.js';
import { trainCommand } from './commands/train.js';

/** Every command, in the order of the help text. */
const COMMANDS: readonly (() => Command)[] = [
  embedCommand,
  describeCommand,
  distillCommand,
  reembedCommand,
  clusterCommand,
  mapCommand,
  similarCommand,
  searchCommand,
  trainCommand,
  recommendCommand,
  explainCommand,
  modelsCommand,
  simulateCommand,
  serveCommand,
  tokenCommand,
  benchmarkCommand,
  promptsCommand,
  fetchCommand,
  statusCommand,
  deleteCommand,
  exportCommand,
  importCommand,
  doctorCommand,
  demoCommand,
];

/** Processes that other commands start. */
const HIDDEN_COMMANDS: readonly (() => Command)[] = [runJobCommand, encodeCommand];

/** The whole command line; options that every command takes are added to each, so that they may stand anywhere. */
export function createProgram(): Command {
  const program = new Command('vidtoken')
    .description(
      'Distil what a multimodal LLM would say about a short video into one small searchable vector.',
    )
    .version(packageInfo().version)
    .addHelpText('after', '\nExample:\n  $ vidtoken embed clips/ && vidtoken search "red stripes"')
    .showHelpAfterError('(add --help for the options and an example)')
    .exitOverride();
  for (const create of [...COMMANDS, ...HIDDEN_COMMANDS]) {
    const command = create();
    for (const leaf of command.commands.length > 0 ? command.commands : [command]) addGlobalOptions(leaf);
    for (const each of [command, ...command.commands]) each.copyInheritedSettings(program);
    program.addCommand(command, { hidden: HIDDEN_COMMANDS.includes(create) });
  }
  return program;
}

function addGlobalOptions(command: Command): void {
  command
    .option('--data <folder>', 'store folder (default: $VIDTOKEN_DATA or "data")')
    .option(
      '--models-dir <folder>',
      'folder of trained models, and of pretrained ones where neither --weights nor <data>/weights is there (default: <data>/models)',
    )
    .option('--json', 'print one JSON object instead of text', false)
    .option('--quiet', 'no progress', false)
    .addOption(
      new Option(
        '--log-level <level>',
        'log lines on standard error (default: $VIDTOKEN_LOG_LEVEL or "warn")',
      ).choices(['silent', 'error', 'warn', 'info', 'debug']),
    );
}

import { join } from 'node:path';
import { Command, Option } from 'commander';
import { readSettings } from '../../config/settings.js';
import type { ServeReport } from '../../core/reports/serve-report.js';
import { SERVICE_DEFAULTS } from '../../service/settings.js';
import { wholeNumber } from '../option-parsers.js';
import { runCommand } from '../run-command.js';
import { byteSize, existingRoot } from '../service-option-parsers.js';
import { addConcurrencyOption, addWeightsOption } from '../shared-options.js';

interface Options {
  readonly host: string;
  readonly port: number;
  readonly allowRoot: string[];
  readonly tokens: boolean;
  readonly demo: boolean;
  readonly rate: number;
  readonly uploadLimit: number;
  readonly queue: number;
  readonly videosInMemory: number;
  readonly data?: string;
  readonly json?: boolean;
}

const HIGHEST_PORT = 65_535;

/** `vidtoken serve` */
export function serveCommand(): Command {
  const command = new Command('serve')
    .summary('the HTTP service and its page over a store')
    .description(
      'Answers searches, recommendations and uploads over HTTP, with a page at the same address and its documents at ' +
        '/docs. Without tokens only this machine can reach it. Ctrl-C ends it in order.',
    )
    .option(
      '--host <address>',
      'address to listen on; all but loopback ones need tokens',
      SERVICE_DEFAULTS.host,
    )
    .addOption(
      new Option('--port <n>', 'port to listen on; 0 takes a free one')
        .argParser(wholeNumber(0, HIGHEST_PORT))
        .default(SERVICE_DEFAULTS.port),
    )
    .addOption(
      new Option(
        '--allow-root <folder>',
        'folder from which clients may add videos by path; may be given several times (default: none)',
      )
        .argParser(existingRoot)
        .default([]),
    )
    .option('--tokens', 'ask for a token on a loopback address too', false)
    .option(
      '--demo',
      'make a store of demo clips first (default folder: demo-service in the data folder)',
      false,
    )
    .addOption(
      new Option('--rate <n>', 'requests a minute of one token, or of one address')
        .argParser(wholeNumber(1))
        .default(SERVICE_DEFAULTS.requestsPerMinute),
    )
    .addOption(
      new Option('--upload-limit <size>', 'largest video that can be uploaded')
        .argParser(byteSize)
        .default(SERVICE_DEFAULTS.uploadLimitBytes, '500MB'),
    )
    .addOption(
      new Option('--queue <n>', 'jobs that may wait; more uploads are refused with 429')
        .argParser(wholeNumber(1))
        .default(SERVICE_DEFAULTS.queuedJobs),
    )
    .addOption(
      new Option('--videos-in-memory <n>', 'above so many videos searches go to the index on disk')
        .argParser(wholeNumber(0))
        .default(SERVICE_DEFAULTS.videosInMemory),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ vidtoken serve --demo                        demo clips, then http://127.0.0.1:8765
  $ vidtoken serve --data stores/a --port 9000   another store, another port
  $ vidtoken serve --allow-root /srv/videos      clients may add what lies there
  $ vidtoken token create app --scope write && vidtoken serve --host 0.0.0.0
  $ OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 vidtoken serve --log-level info   traces and request lines`,
    );
  addWeightsOption(command);
  addConcurrencyOption(command);
  return command.action(async (options: Options) => {
    const global = command.optsWithGlobals<Options>();
    if (options.demo && global.data === undefined) {
      command.setOptionValue('data', join(readSettings().dataFolder, 'demo-service'));
    }
    await runCommand<ServeReport>(command, async ({ pipeline, progress }) => {
      const { serve } = await import('../serve.js');
      return serve({
        pipeline,
        progress,
        isDemo: options.demo,
        isJson: global.json ?? false,
        settings: {
          host: options.host,
          port: options.port,
          asksForTokens: options.tokens,
          roots: options.allowRoot,
          requestsPerMinute: options.rate,
          uploadLimitBytes: options.uploadLimit,
          queuedJobs: options.queue,
          videosInMemory: options.videosInMemory,
        },
      });
    });
  });
}

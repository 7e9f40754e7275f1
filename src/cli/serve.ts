import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PipelineContext } from '../../pipelines/context.js';
import { packageInfo } from '../config/package-info.js';
import { readSettings } from '../config/settings.js';
import type { ServeReport } from '../core/reports/serve-report.js';
import { createApp } from '../service/app.js';
import { createService } from '../service/create-service.js';
import { listen } from '../service/platform/listen.js';
import { isLoopbackAddress } from '../service/platform/loopback.js';
import { requireUsableTokens } from '../service/platform/require-usable-tokens.js';
import { shutDown } from '../service/platform/shutdown.js';
import { createTracing } from '../service/platform/tracing.js';
import { SERVICE_DEFAULTS, type ServiceSettings } from '../service/settings.js';
import { makeDemoStore } from './make-demo-store.js';
import type { ClosableProgress } from './progress.js';
import type { CommandResult } from './run-command.js';

/** Running requests may go on for so long after Ctrl-C. */
const GRACE_MS = 10_000;
const MAIN = fileURLToPath(new URL('./main.js', import.meta.url));

export interface ServeOptions {
  readonly pipeline: PipelineContext;
  readonly progress: ClosableProgress;
  /** Makes demo clips and embeds them first, unless that was done. */
  readonly isDemo: boolean;
  readonly isJson: boolean;
  readonly settings: Pick<
    ServiceSettings,
    'host' | 'port' | 'roots' | 'requestsPerMinute' | 'uploadLimitBytes' | 'queuedJobs' | 'videosInMemory'
  > & {
    readonly asksForTokens: boolean;
  };
}

/** Runs the service until its signal aborts. */
export async function serve(options: ServeOptions): Promise<CommandResult<ServeReport>> {
  const { pipeline: context, progress } = options;
  const settings = serviceSettings(options.settings);
  if (settings.requireTokens) await requireUsableTokens(context, settings.host);
  if (options.isDemo) await makeDemoStore(context);
  progress.close();
  const { tracesEndpoint } = settings;
  const tracing =
    tracesEndpoint === undefined
      ? undefined
      : await createTracing({ endpoint: tracesEndpoint, version: context.codeVersion });
  const parts = tracing === undefined ? {} : { tracing };
  const service = await createService({ context, settings, main: MAIN, ...parts });
  try {
    const app = await createApp(service, parts);
    const { address, port } = await listen(app, settings);
    const report: ServeReport = {
      ...{ address, host: settings.host, port },
      requiresTokens: settings.requireTokens,
      hasPage: settings.pageFolder !== undefined,
      videos: service.library.state().videos,
    };
    process.stdout.write(options.isJson ? `${JSON.stringify(report)}\n` : `${startedText(report)}\n`);
    await aborted(context.signal);
    await shutDown({ app, service, logger: context.logger, graceMs: GRACE_MS });
    return { report, text: '', printed: true };
  } finally {
    await service.close();
    await tracing?.close();
  }
}

function serviceSettings({ asksForTokens, ...chosen }: ServeOptions['settings']): ServiceSettings {
  const { tracesEndpoint } = readSettings();
  const page = join(packageInfo().root, 'dist', 'web');
  return {
    ...SERVICE_DEFAULTS,
    ...chosen,
    requireTokens: asksForTokens || !isLoopbackAddress(chosen.host),
    ...(tracesEndpoint === undefined ? {} : { tracesEndpoint }),
    ...(existsSync(join(page, 'index.html')) ? { pageFolder: page } : {}),
  };
}

function startedText({ address, videos, hasPage, requiresTokens }: ServeReport): string {
  const facts = [
    `${videos} videos`,
    hasPage ? 'page at /' : 'no page: it is not built',
    ...(requiresTokens ? ['with tokens'] : []),
  ];
  return `vidtoken is at ${address} (${facts.join(', ')}; Ctrl-C ends it)`;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    // A signal alone keeps no process alive, but the listening server does.
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

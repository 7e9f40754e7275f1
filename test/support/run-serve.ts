import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type ServeReport, serveReport } from '../../src/core/reports/serve-report.js';
import { type CliResult, startCli } from './run-cli.js';

export interface RunningServe {
  readonly child: ChildProcess;
  readonly result: Promise<CliResult>;
  readonly report: ServeReport;
}

/** `vidtoken serve` on a free port, once it says that it answers. Whoever starts it ends it. */
export async function runServe(data: string, args: readonly string[] = []): Promise<RunningServe> {
  const { child, result } = startCli(['serve', '--port', '0', '--json', '--data', data, ...args]);
  if (child.stdout === null) throw new Error('The service has no output.');
  const started = once(child.stdout, 'data').then(([line]) => serveReport.parse(JSON.parse(String(line))));
  const early = result.then(({ stdout, stderr }) => {
    throw new Error(`The service ended at once: ${stdout}${stderr}`);
  });
  return { child, result, report: await Promise.race([started, early]) };
}

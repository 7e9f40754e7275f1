import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { PipelineContext } from '../../pipelines/context.js';
import { quietNativeLogs } from '../config/native-logs.js';
import { disableTelemetry } from '../config/no-telemetry.js';
import { packageInfo } from '../config/package-info.js';
import { type LogLevel, readSettings } from '../config/settings.js';
import { VidtokenError } from '../core/errors.js';
import { findMediaTools } from '../media/media-tools.js';
import { createLogger } from './logger.js';
import { type ClosableProgress, createProgress } from './progress.js';
import { sleep } from './sleep.js';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly data?: string;
  readonly modelsDir?: string;
  readonly weights?: string;
  readonly offline?: boolean;
  readonly concurrency?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly logLevel?: LogLevel;
}

/** What a command runs in. */
export interface CommandContext {
  readonly pipeline: PipelineContext;
  readonly progress: ClosableProgress;
}

/** `--weights`, `VIDTOKEN_WEIGHTS`, the folder of the store; where that is not there, `--models-dir` may hold both kinds. */
function weightsFolder(
  { weights, modelsDir }: GlobalOptions,
  { dataFolder, named }: { readonly dataFolder: string; readonly named: string | undefined },
): string {
  const chosen = weights ?? named;
  if (chosen !== undefined) return resolve(chosen);
  const own = join(dataFolder, 'weights');
  return modelsDir === undefined || isFolder(own) ? own : resolve(modelsDir);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** @throws VidtokenError `usage` */
function existingFolder(path: string): string {
  if (isFolder(path)) return resolve(path);
  throw new VidtokenError({
    code: 'usage',
    message: `--models-dir "${path}" is not a folder.`,
    hint: 'Give the `models` folder of a store, or leave the option out to use the one of this store.',
  });
}

/** Builds the outside world of a pipeline from the environment and the options of a command. */
export function createCommandContext(command: Command, signal: AbortSignal): CommandContext {
  const options = command.optsWithGlobals<GlobalOptions>();
  const settings = readSettings();
  quietNativeLogs();
  disableTelemetry();
  const { root, version } = packageInfo();
  const dataFolder = resolve(options.data ?? settings.dataFolder);
  const trainedModelsFolder = join(dataFolder, 'models');
  const clock = Date.now;
  const progress = createProgress({ stream: process.stderr, clock, quiet: options.quiet ?? false });
  const concurrency = options.concurrency ?? settings.cores;
  return {
    progress,
    pipeline: {
      dataFolder,
      modelsFolder: options.modelsDir === undefined ? trainedModelsFolder : existingFolder(options.modelsDir),
      trainedModelsFolder,
      promptsFolder: join(root, 'prompts'),
      weightsFolder: weightsFolder(options, { dataFolder, named: settings.weightsFolder }),
      offline: options.offline ?? settings.offline,
      endpoint: settings.endpoint,
      hub: settings.hub,
      tools: findMediaTools(settings),
      concurrency,
      threadsPerVideo: Math.max(1, Math.floor(settings.cores / concurrency)),
      codeVersion: version,
      clock,
      sleep,
      logger: createLogger(options.logLevel ?? settings.logLevel),
      progress,
      signal,
    },
  };
}

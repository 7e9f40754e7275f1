import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { VidtokenError } from '../core/errors.js';

const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const environmentSchema = z.object({
  VIDTOKEN_DATA: z.string().min(1).default('data'),
  VIDTOKEN_LOG_LEVEL: z.enum(LOG_LEVELS).default('warn'),
  VIDTOKEN_WEIGHTS: z.string().min(1).optional(),
  FFMPEG_PATH: z.string().min(1).optional(),
  FFPROBE_PATH: z.string().min(1).optional(),
});

/** What the environment says; command-line options win over it. */
export interface Settings {
  /** Store folder when `--data` is not given. */
  readonly dataFolder: string;
  /** Folder of the weights of learned extractors when `--weights` is not given. */
  readonly weightsFolder?: string;
  readonly logLevel: LogLevel;
  readonly ffmpegPath?: string;
  readonly ffprobePath?: string;
  /** Processor cores that this process may use. */
  readonly cores: number;
}

/**
 * Reads `VIDTOKEN_DATA`, `VIDTOKEN_WEIGHTS`, `VIDTOKEN_LOG_LEVEL`, `FFMPEG_PATH` and `FFPROBE_PATH`.
 * @throws VidtokenError `configuration` naming the variable, its value and what is allowed.
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0]);
    throw new VidtokenError({
      code: 'configuration',
      message: `Environment variable ${name}="${environment[name] ?? ''}" is not valid: ${issue?.message}.`,
      hint: `Unset ${name} or give it an allowed value.`,
    });
  }
  const { VIDTOKEN_DATA, VIDTOKEN_WEIGHTS, VIDTOKEN_LOG_LEVEL, FFMPEG_PATH, FFPROBE_PATH } = parsed.data;
  return {
    dataFolder: VIDTOKEN_DATA,
    logLevel: VIDTOKEN_LOG_LEVEL,
    ...(VIDTOKEN_WEIGHTS === undefined ? {} : { weightsFolder: VIDTOKEN_WEIGHTS }),
    ...(FFMPEG_PATH === undefined ? {} : { ffmpegPath: FFMPEG_PATH }),
    ...(FFPROBE_PATH === undefined ? {} : { ffprobePath: FFPROBE_PATH }),
    cores: availableParallelism(),
  };
}

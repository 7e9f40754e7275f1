import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { VidtokenError } from '../core/errors.js';

const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Many tools export variables that are set but empty; to them that means "not set". */
const optionalText = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text.trim() === '' ? undefined : text.trim()));

const optionalAddress = optionalText.refine((text) => text === undefined || isWebAddress(text), {
  error: 'expected an address that begins with http:// or https://',
});

const environmentSchema = z.object({
  VIDTOKEN_DATA: z.string().min(1).default('data'),
  VIDTOKEN_LOG_LEVEL: z.enum(LOG_LEVELS).default('warn'),
  VIDTOKEN_WEIGHTS: z.string().min(1).optional(),
  VIDTOKEN_DESCRIBER_MODEL: optionalText,
  VIDTOKEN_OFFLINE: z.enum(['0', '1', 'true', 'false', '']).default('0'),
  OPENAI_BASE_URL: optionalAddress,
  OPENAI_API_KEY: optionalText,
  HF_ENDPOINT: optionalAddress,
  HF_TOKEN: optionalText,
  FFMPEG_PATH: z.string().min(1).optional(),
  FFPROBE_PATH: z.string().min(1).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: optionalAddress,
});

/** What the environment says; command-line options win over it. */
export interface Settings {
  /** Store folder when `--data` is not given. */
  readonly dataFolder: string;
  /** Folder of pretrained models when `--weights` is not given. */
  readonly weightsFolder?: string;
  /** Model of the describer when `--describer-model` is not given. */
  readonly describerModel?: string;
  /** No download of models, as with `--offline`. */
  readonly offline: boolean;
  /** OpenAI-compatible endpoint of the `openai` describer. The key is never logged, stored or reported. */
  readonly endpoint: { readonly baseUrl?: string; readonly apiKey?: string };
  /** Where `vidtoken fetch` downloads from, and a token for gated models. */
  readonly hub: { readonly endpoint?: string; readonly token?: string };
  readonly logLevel: LogLevel;
  /** OTLP over HTTP: where `vidtoken serve` sends its traces. */
  readonly tracesEndpoint?: string;
  readonly ffmpegPath?: string;
  readonly ffprobePath?: string;
  /** Processor cores that this process may use. */
  readonly cores: number;
}

/** Variables whose value must not be repeated in an error. */
const SECRETS: ReadonlySet<string> = new Set([
  'OPENAI_API_KEY',
  'HF_TOKEN',
  'OPENAI_BASE_URL',
  'HF_ENDPOINT',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
]);

/**
 * Reads the variables of `environmentSchema`.
 * @throws VidtokenError `configuration` naming the variable, its value unless it may be a secret, and what is allowed.
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0]);
    const value = SECRETS.has(name) ? '' : `="${environment[name] ?? ''}"`;
    throw new VidtokenError({
      code: 'configuration',
      message: `Environment variable ${name}${value} is not valid: ${issue?.message}.`,
      hint: `Unset ${name} or give it an allowed value.`,
    });
  }
  const variables = parsed.data;
  return {
    dataFolder: variables.VIDTOKEN_DATA,
    logLevel: variables.VIDTOKEN_LOG_LEVEL,
    offline: ['1', 'true'].includes(variables.VIDTOKEN_OFFLINE),
    ...given({
      weightsFolder: variables.VIDTOKEN_WEIGHTS,
      describerModel: variables.VIDTOKEN_DESCRIBER_MODEL,
      ffmpegPath: variables.FFMPEG_PATH,
      ffprobePath: variables.FFPROBE_PATH,
      tracesEndpoint: variables.OTEL_EXPORTER_OTLP_ENDPOINT,
    }),
    endpoint: given({ baseUrl: variables.OPENAI_BASE_URL, apiKey: variables.OPENAI_API_KEY }),
    hub: given({ endpoint: variables.HF_ENDPOINT, token: variables.HF_TOKEN }),
    cores: availableParallelism(),
  };
}

/** The entries that have a value. */
function given<Name extends string>(
  values: Readonly<Record<Name, string | undefined>>,
): { readonly [Each in Name]?: string } {
  const present: { [Each in Name]?: string } = {};
  for (const name of Object.keys(values) as Name[]) {
    const value = values[name];
    if (value !== undefined) present[name] = value;
  }
  return present;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

import { z } from 'zod';
import { parseJson } from '../../core/parse-json.js';
import { safeText } from '../safe-text.js';

/** What an endpoint says about a refused request. */
export interface RefusalBody {
  /** One plain line without a full stop; `''` when it said nothing. */
  readonly message: string;
  /** Stable code where there is one, such as `model_not_found`. */
  readonly code?: string;
  /** The parameter that it does not like. */
  readonly parameter?: string;
}

const MESSAGE_LENGTH = 300;
const textual = z.union([z.string(), z.number()]).transform(String).nullish().catch(undefined);
const described = z.object({ message: textual, code: textual, param: textual });
/** FastAPI, and with it vLLM and many small servers. */
const details = z.array(z.object({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string() }));

/**
 * Reads the bodies of OpenAI, vLLM, FastAPI, Ollama and plain text alike.
 * @param hide takes keys out, before anything is cut: half a key is a key as well
 */
export function readRefusalBody(body: string, hide: (text: string) => string): RefusalBody {
  const parsed = parseJson(body);
  const outer = z.object({ error: z.unknown(), detail: z.unknown() }).partial().safeParse(parsed).data;
  const fields = described.safeParse(outer?.error ?? parsed).data;
  const list = details.safeParse(outer?.detail).data;
  const message =
    fields?.message ??
    list?.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; ') ??
    z.string().safeParse(outer?.error ?? outer?.detail).data ??
    body.replace(/<[^<>]*>/g, ' ');
  const parameter = fields?.param ?? list?.[0]?.loc.at(-1);
  return {
    message: safeText(hide(message), MESSAGE_LENGTH).replace(/[.\s]+$/, ''),
    ...(fields?.code === undefined || fields.code === null ? {} : { code: hide(fields.code) }),
    ...(parameter === undefined || parameter === null ? {} : { parameter: hide(String(parameter)) }),
  };
}

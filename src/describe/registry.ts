import type { Describer } from '../core/description.js';
import { VidtokenError } from '../core/errors.js';
import type { DescriberOptions } from './describer-options.js';

/** Loaded when asked for. */
const DESCRIBERS: Readonly<Record<string, (options: DescriberOptions) => Promise<Describer>>> = {
  manifest: async () => (await import('./describers/manifest.js')).createManifestDescriber(),
  openai: async (options) => (await import('./describers/openai.js')).createOpenAiDescriber(options),
  transformers: async (options) =>
    (await import('./describers/transformers.js')).createTransformersDescriber(options),
  tags: async (options) => (await import('./describers/tags.js')).createTagsDescriber(options),
  signal: async (options) => (await import('./describers/signal.js')).createSignalDescriber(options),
};

/** Every known describer, the richest first; `signal` needs nothing and always has something to say. */
export const DESCRIBER_IDS: readonly string[] = Object.keys(DESCRIBERS);

/** @throws VidtokenError `configuration` that lists the known ids, or when the describer's prompt is not usable */
export async function createDescriber(id: string, options: DescriberOptions): Promise<Describer> {
  const create = Object.hasOwn(DESCRIBERS, id) ? DESCRIBERS[id] : undefined;
  if (create === undefined) {
    throw new VidtokenError({
      code: 'configuration',
      message: `There is no describer "${id}".`,
      hint: `Known describers: ${DESCRIBER_IDS.join(', ')}.`,
      facts: { id, known: DESCRIBER_IDS },
    });
  }
  return create(options);
}

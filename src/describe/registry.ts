import type { Describer } from '../core/description.js';
import { VidtokenError } from '../core/errors.js';

/** What a describer may need to come to life. */
export interface DescriberOptions {
  /** Folder of the prompt files, `prompts` of this package. */
  readonly promptsFolder: string;
}

/** Loaded when asked for. */
const DESCRIBERS: Readonly<Record<string, (options: DescriberOptions) => Promise<Describer>>> = {
  manifest: async () => (await import('./describers/manifest.js')).createManifestDescriber(),
  signal: async (options) => (await import('./describers/signal.js')).createSignalDescriber(options),
};

/** Every known describer. */
export const DESCRIBER_IDS: readonly string[] = Object.keys(DESCRIBERS);

/** Who is asked, in this order, unless told otherwise. */
export const DEFAULT_DESCRIBER_CHAIN: readonly string[] = ['manifest', 'signal'];

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

import { VidtokenError } from '../core/errors.js';
import type { TextRecogniser, Transcriber } from '../core/reading.js';
import type { TextRecogniserOptions, TranscriberOptions } from './reading-options.js';

/** Loaded when asked for. */
const TRANSCRIBERS: Readonly<Record<string, (options: TranscriberOptions) => Promise<Transcriber>>> = {
  transformers: async (options) =>
    (await import('./transcribers/transformers.js')).createTransformersTranscriber(options),
};

/** Loaded when asked for. */
const TEXT_RECOGNISERS: Readonly<
  Record<string, (options: TextRecogniserOptions) => Promise<TextRecogniser>>
> = {
  tesseract: async (options) =>
    (await import('./recognisers/tesseract.js')).createTesseractRecogniser(options),
};

export const TRANSCRIBER_IDS: readonly string[] = Object.keys(TRANSCRIBERS);
export const TEXT_RECOGNISER_IDS: readonly string[] = Object.keys(TEXT_RECOGNISERS);

/** @throws VidtokenError `configuration` that lists the known ids */
export async function createTranscriber({
  id,
  ...options
}: TranscriberOptions & { readonly id: string }): Promise<Transcriber> {
  const create = Object.hasOwn(TRANSCRIBERS, id) ? TRANSCRIBERS[id] : undefined;
  if (create === undefined) throw unknownId({ kind: 'transcriber', id, known: TRANSCRIBER_IDS });
  return create(options);
}

/** @throws VidtokenError `configuration` that lists the known ids, `missing-tool` or `weights-missing` */
export async function createTextRecogniser({
  id,
  ...options
}: TextRecogniserOptions & { readonly id: string }): Promise<TextRecogniser> {
  const create = Object.hasOwn(TEXT_RECOGNISERS, id) ? TEXT_RECOGNISERS[id] : undefined;
  if (create === undefined) throw unknownId({ kind: 'text recogniser', id, known: TEXT_RECOGNISER_IDS });
  return create(options);
}

function unknownId(facts: {
  readonly kind: string;
  readonly id: string;
  readonly known: readonly string[];
}): VidtokenError {
  return new VidtokenError({
    code: 'configuration',
    message: `There is no ${facts.kind} "${facts.id}".`,
    hint: `Known: ${facts.known.join(', ')}.`,
    facts,
  });
}

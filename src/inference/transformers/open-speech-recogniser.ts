import type { AutomaticSpeechRecognitionPipeline, Tensor } from '@huggingface/transformers';
import { z } from 'zod';
import { modelKind } from '../hub/model-kind.js';
import { interruptible } from './interruptible.js';
import { loadParts } from './load-parts.js';
import type { Transformers } from './load-transformers.js';
import type { LocalModel } from './local-model.js';
import { withModel } from './unusable-model.js';

/** A model that writes down speech. Owns memory outside of JavaScript until disposed. */
export interface SpeechRecogniser {
  /**
   * @param samples mono at 16 kHz, −1…1, at most 30 s
   * @returns what is said, `''` for nothing
   * @throws VidtokenError `configuration` when the model does not work or does not know the language
   */
  recognise(samples: Float32Array, options: RecogniseOptions): Promise<string>;
  /**
   * The language that is spoken, as the model's code (`en`); `undefined` when the model knows one language only or
   * cannot say (Radford et al. 2022, section 2.3: the first word that Whisper writes is the language).
   */
  detectLanguage(
    samples: Float32Array,
    options: { readonly signal: AbortSignal },
  ): Promise<string | undefined>;
  dispose(): Promise<void>;
}

export interface RecogniseOptions {
  /** English name or code; the model's own default when absent. Ignored by models of one language. */
  readonly language?: string;
  readonly maxNewTokens: number;
  readonly signal: AbortSignal;
}

/** `model_type` of the models that are one graph; all others are an encoder and a decoder. */
const SINGLE_GRAPHS: ReadonlySet<string> = new Set([
  'wav2vec2',
  'wav2vec2-bert',
  'unispeech',
  'unispeech-sat',
  'hubert',
  'parakeet_ctc',
]);

/**
 * Loads a speech recogniser (Whisper, Moonshine, wav2vec 2.0 and others of transformers.js).
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export async function openSpeechRecogniser(local: LocalModel): Promise<SpeechRecogniser> {
  const { found } = local;
  const { modelType } = await modelKind(found.folder);
  const parts = SINGLE_GRAPHS.has(modelType) ? ['model'] : ['encoder_model', 'decoder_model_merged'];
  const { transformers, options } = await loadParts(local, parts);
  const recogniser = await withModel(found, () =>
    transformers.pipeline('automatic-speech-recognition', found.folder, options),
  );
  const languages = languageTokens(recogniser);
  return {
    recognise: (samples, { language, maxNewTokens, signal }) =>
      withModel(
        found,
        async () => {
          const isChoice = languages !== undefined && language !== undefined;
          const { text } = await interruptible(transformers, signal, (stopping) =>
            recogniser(samples, {
              max_new_tokens: maxNewTokens,
              stopping_criteria: stopping,
              ...(isChoice ? { language, task: 'transcribe' } : {}),
            }),
          );
          return text.trim();
        },
        signal,
      ),
    detectLanguage: async (samples, { signal }) =>
      languages === undefined
        ? undefined
        : withModel(
            found,
            () => firstLanguage(samples, { transformers, recogniser, languages, signal }),
            signal,
          ),
    async dispose() {
      await recogniser.dispose();
    },
  };
}

interface Languages {
  /** Token that every text starts with. */
  readonly start: number;
  /** Codes by the token that stands for them. */
  readonly codes: ReadonlyMap<number, string>;
}

const generationSchema = z.object({
  is_multilingual: z.literal(true),
  decoder_start_token_id: z.number(),
  lang_to_id: z.record(z.string(), z.number()),
});

/** `undefined` for a model of one language. */
function languageTokens({ model }: AutomaticSpeechRecognitionPipeline): Languages | undefined {
  const { data } = generationSchema.safeParse(model.generation_config);
  if (data === undefined) return undefined;
  const codes = Object.entries(data.lang_to_id).map(
    ([token, id]) => [id, token.replaceAll(/[<|>]/g, '')] as const,
  );
  return { start: data.decoder_start_token_id, codes: new Map(codes) };
}

async function firstLanguage(
  samples: Float32Array,
  options: {
    readonly transformers: Transformers;
    readonly recogniser: AutomaticSpeechRecognitionPipeline;
    readonly languages: Languages;
    readonly signal: AbortSignal;
  },
): Promise<string | undefined> {
  const { transformers, recogniser, languages, signal } = options;
  const { input_features: inputs }: { readonly input_features: Tensor } = await recogniser.processor(samples);
  const written = await interruptible(transformers, signal, (stopping) =>
    recogniser.model.generate({
      inputs,
      decoder_input_ids: [languages.start],
      max_new_tokens: 1,
      stopping_criteria: stopping,
    }),
  );
  if (!(written instanceof transformers.Tensor)) return undefined;
  const last: unknown = written.data.at(-1);
  return languages.codes.get(Number(last));
}

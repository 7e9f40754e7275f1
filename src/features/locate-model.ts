import { VidtokenError } from '../core/errors.js';
import type { ExtractorSpec, Modality } from '../core/features.js';
import { AUDIO_PART } from '../inference/encoders/audio-tower.js';
import { IMAGE_PART } from '../inference/encoders/image-encoder.js';
import { SENTENCE_PART } from '../inference/encoders/sentence-encoder.js';
import { VISION_PART } from '../inference/encoders/vision-tower.js';
import { hashModel, PREPROCESSING_FILES, TOKENIZER_FILES } from '../inference/hash-model.js';
import { chooseDtypes } from '../inference/hub/choose-dtypes.js';
import { readFetchRecord } from '../inference/hub/fetch-record.js';
import type { FoundModel } from '../inference/hub/find-model.js';
import { modelKind } from '../inference/hub/model-kind.js';
import { fetchCommandLine, requireModel, type WantedModel } from '../inference/hub/require-model.js';
import { type Dtype, weightPath } from '../inference/hub/weight-files.js';
import type { ModelConfiguration, ModelKindName } from './model-configuration.js';
import { modelWidth } from './model-width.js';

/** The graph that a kind runs over videos, and the files that decide how it reads them. */
const KINDS: Readonly<
  Record<
    ModelKindName,
    { readonly modality: Modality; readonly part: string; readonly files: readonly string[] }
  >
> = {
  clip: { modality: 'visual', part: VISION_PART, files: PREPROCESSING_FILES },
  image: { modality: 'visual', part: IMAGE_PART, files: PREPROCESSING_FILES },
  clap: { modality: 'audio', part: AUDIO_PART, files: PREPROCESSING_FILES },
  text: { modality: 'text', part: SENTENCE_PART, files: ['config.json', ...TOKENIZER_FILES] },
};

/** A model of an extractor on this disk. */
export interface LocatedModel {
  readonly found: FoundModel;
  readonly wanted: WantedModel;
  /** Commit that its files are from; absent for a folder that a person made. */
  readonly commit?: string;
  /** Number format of the graph that runs over videos. */
  readonly dtype: Dtype;
  readonly width: number;
}

/**
 * Looks for the model of a configuration without reading its weights.
 * @throws VidtokenError `weights-missing` with the command that fetches it; `configuration`
 */
export async function locateModel(
  configuration: ModelConfiguration,
  weightsFolder: string,
): Promise<LocatedModel> {
  const { kind, model, dtype: format, revision } = configuration;
  const wanted: WantedModel = { weightsFolder, model, ...(format === undefined ? {} : { dtype: format }) };
  const found = await requireModel(wanted);
  const commit = (await readFetchRecord(found.folder))?.commit;
  if (revision !== undefined && commit !== undefined && !commit.startsWith(revision)) {
    throw new VidtokenError({
      code: 'weights-missing',
      message: `The model ${found.id} in ${found.folder} is of the commit ${commit}, but the extractor ${configuration.id} wants ${revision}.`,
      hint: `Run: ${fetchCommandLine(wanted)} --revision ${revision}`,
      facts: { id: configuration.id, folder: found.folder, commit, revision },
    });
  }
  const { part } = KINDS[kind];
  const dtypes = await chooseDtypes({ found, parts: [part], wanted });
  const width =
    configuration.width ?? modelWidth(configuration, { found, kind: await modelKind(found.folder) });
  return { found, wanted, dtype: dtypes[part] ?? 'fp32', width, ...(commit === undefined ? {} : { commit }) };
}

/**
 * What an extractor out of a located model is: model, commit, number format, pooling, the bytes of its weights and of
 * the files that decide how it reads are all in the hash.
 */
export async function specOf(
  configuration: ModelConfiguration,
  located: LocatedModel,
): Promise<ExtractorSpec> {
  const { id, kind, version, pooling } = configuration;
  const { found, commit, dtype, width } = located;
  const { modality, part, files } = KINDS[kind];
  const weightsHash = await hashModel({
    folder: found.folder,
    files: [weightPath({ part, dtype }), ...files],
    facts: {
      kind,
      model: found.id,
      commit: commit ?? null,
      dtype,
      pooling: pooling ?? null,
      width,
    },
  });
  const isAligned = kind === 'clip' ? { textAligned: true } : {};
  return { id, version, modality, width, pooledWidth: width, weightsHash, ...isAligned };
}

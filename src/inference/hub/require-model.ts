import { VidtokenError } from '../../core/errors.js';
import { downloadFolder, type FoundModel, findModel, type ModelChoice } from './find-model.js';
import { isHubId } from './hub-id.js';

/** A model and the weights that are wanted of it. */
export interface WantedModel extends ModelChoice {
  /** Number format of the weights, such as `q8`; only named in the command that fetches them. */
  readonly dtype?: string;
}

/** @throws VidtokenError `weights-missing` with the command that fetches the model and the folder it goes to */
export async function requireModel(wanted: WantedModel): Promise<FoundModel> {
  const found = await findModel(wanted);
  if (found !== undefined) return found;
  throw modelMissing(wanted, `The model ${wanted.model} is not in ${wanted.weightsFolder}.`);
}

/** @param message what is missing, one sentence */
export function modelMissing(wanted: WantedModel, message: string): VidtokenError {
  const { model, weightsFolder } = wanted;
  return new VidtokenError({
    code: 'weights-missing',
    message,
    hint: isHubId(model)
      ? `Run: ${fetchCommandLine(wanted)} – it goes to ${downloadFolder(wanted)}.`
      : `Give the id of a model on the hub (organisation/name) or a folder with config.json, tokenizer.json and onnx/.`,
    facts: { model, weightsFolder },
  });
}

/** The command that downloads a model; paths with blanks are quoted for a shell. */
export function fetchCommandLine({ model, weightsFolder, dtype }: WantedModel): string {
  const folder = /^[\w./-]+$/.test(weightsFolder)
    ? weightsFolder
    : `'${weightsFolder.replaceAll("'", "'\\''")}'`;
  return `vidtoken fetch ${model} --weights ${folder}${dtype === undefined ? '' : ` --dtype ${dtype}`}`;
}

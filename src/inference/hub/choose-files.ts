import { VidtokenError } from '../../core/errors.js';
import { bestDtype } from './choose-dtypes.js';
import { FETCH_RECORD_FILE } from './fetch-record.js';
import type { HubFile } from './list-files.js';
import { type Dtype, isDataOf, parseWeightPath, weightPath } from './weight-files.js';

/** Configuration, preprocessing, tokenizer, chat template and licence: small files at the top of a repository. */
const TOP_FILE = /^(?:[^/]+\.(?:json|txt|jinja)|LICENSE[^/]*|tokenizer\.model)$/;
const MAXIMUM_TOP_FILE_BYTES = 64 * 2 ** 20;

/** Parts that nothing here loads when those after them are there. */
const REPLACED: Readonly<Record<string, readonly string[]>> = {
  decoder_model: ['decoder_model_merged'],
  decoder_with_past_model: ['decoder_model_merged'],
  model: ['vision_model', 'text_model', 'audio_model'],
};

/**
 * The files of a model that are needed to run it: the small ones at the top, and every graph with its data in the
 * wanted number format. A graph that is not offered in it, and every graph when none is wanted, comes in the format of
 * the smallest loss.
 *
 * @throws VidtokenError `invalid-value` when there are no ONNX weights, or none in the wanted format
 */
export function chooseFiles(
  files: readonly HubFile[],
  { model, dtype }: { readonly model: string; readonly dtype?: string },
): readonly HubFile[] {
  const offered = offeredParts(files);
  if (offered.size === 0) {
    throw new VidtokenError({
      code: 'invalid-value',
      message: `The model ${model} has no ONNX weights in onnx/.`,
      hint: 'Choose a repository that was made for transformers.js, for example one of onnx-community or Xenova.',
      facts: { model },
    });
  }
  const known = [...new Set([...offered.values()].flatMap((dtypes) => [...dtypes]))];
  if (dtype !== undefined && !known.some((each) => each === dtype)) {
    throw new VidtokenError({
      code: 'invalid-value',
      message: `The model ${model} has no weights in the number format "${dtype}".`,
      hint: `Choose with --dtype one of: ${known.join(', ')}.`,
      facts: { model, dtype, known },
    });
  }
  const graphs = [...offered]
    .filter(([part]) => !(REPLACED[part] ?? []).some((better) => offered.has(better)))
    .map(([part, dtypes]) => weightPath({ part, dtype: bestDtype(dtypes, dtype) }));
  return files.filter(
    ({ path, sizeBytes }) =>
      (TOP_FILE.test(path) && path !== FETCH_RECORD_FILE && sizeBytes <= MAXIMUM_TOP_FILE_BYTES) ||
      graphs.some((graph) => path === graph || isDataOf(graph, path)),
  );
}

function offeredParts(files: readonly HubFile[]): Map<string, Set<Dtype>> {
  const offered = new Map<string, Set<Dtype>>();
  for (const { path } of files) {
    const file = parseWeightPath(path);
    if (file !== undefined) offered.set(file.part, (offered.get(file.part) ?? new Set()).add(file.dtype));
  }
  return offered;
}

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FoundModel } from './find-model.js';
import { modelMissing, type WantedModel } from './require-model.js';
import { DTYPES, type Dtype, isDtype, parseWeightPath, WEIGHTS_FOLDER, weightPath } from './weight-files.js';

/** Number format of each part of a model, as transformers.js takes it. */
export type PartDtypes = Readonly<Record<string, Dtype>>;

/**
 * Which weights of a model folder to load. A part comes in `wanted.dtype` when the folder has it so, else in the format
 * of the smallest loss that is there.
 *
 * @param options.parts graphs that are needed, for example `['vision_model']`
 * @throws VidtokenError `weights-missing` when a part is not there at all, or none is in the wanted format
 */
export async function chooseDtypes(options: {
  readonly found: FoundModel;
  readonly parts: readonly string[];
  readonly wanted: WantedModel;
}): Promise<PartDtypes> {
  const { found, parts, wanted } = options;
  const offered = await offeredDtypes(found.folder);
  const missing = parts.find((part) => !offered.has(part));
  if (missing !== undefined) {
    const path = join(found.folder, weightPath({ part: missing, dtype: 'fp32' }));
    throw modelMissing(
      wanted,
      `The model ${found.id} lacks weights: there is no ${path} in any number format.`,
    );
  }
  const { dtype } = wanted;
  if (dtype !== undefined && !parts.some((part) => isDtype(dtype) && offered.get(part)?.has(dtype))) {
    const known = [...new Set([...offered.values()].flatMap((each) => [...each]))].join(', ');
    throw modelMissing(
      wanted,
      `The model ${found.id} in ${found.folder} has no weights in ${dtype}, only in ${known}.`,
    );
  }
  return Object.fromEntries(parts.map((part) => [part, bestDtype(offered.get(part) ?? new Set(), dtype)]));
}

/** The wanted number format where it is offered, else the one of the smallest loss. */
export function bestDtype(offered: ReadonlySet<Dtype>, wanted: string | undefined): Dtype {
  if (wanted !== undefined && isDtype(wanted) && offered.has(wanted)) return wanted;
  return DTYPES.find((dtype) => offered.has(dtype)) ?? 'fp32';
}

/** Number formats of every part that lies in a model folder. */
async function offeredDtypes(folder: string): Promise<Map<string, Set<Dtype>>> {
  const names = await readdir(join(folder, WEIGHTS_FOLDER)).catch(() => []);
  const offered = new Map<string, Set<Dtype>>();
  for (const name of names) {
    const file = parseWeightPath(`${WEIGHTS_FOLDER}/${name}`);
    if (file !== undefined) offered.set(file.part, (offered.get(file.part) ?? new Set()).add(file.dtype));
  }
  return offered;
}

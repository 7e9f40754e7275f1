import { basename } from 'node:path';
import { type ExtractorSpec, MODALITIES, type Modality } from '../../src/core/features.js';
import type { ImportReport } from '../../src/core/reports/import-report.js';
import { type NpyFile, openNpy } from '../../src/dataset/readers/npy.js';
import { requireRows } from '../../src/dataset/readers/npy-header.js';
import { IMPORTED_PREFIX } from '../stages/create-extractors.js';

/** Vectors of one item. */
export type ItemVectors = Readonly<Partial<Record<Modality, Float32Array>>>;

type FeatureReport = ImportReport['features'][number];

interface OpenFeature {
  readonly modality: Modality;
  readonly file: string;
  readonly npy: NpyFile;
}

const TYPE_NAMES = { '<f2': 'float16', '<f4': 'float32' } as const;

/** The feature files of a data set, open; `close` gives them back. */
export interface FeatureFiles {
  /** Of each file; `undefined` without any. */
  readonly rows: number | undefined;
  /** What a store of these features is made for: one spec `imported-<modality>` for each, as wide as its file. */
  readonly specs: readonly ExtractorSpec[];
  /** @throws VidtokenError `invalid-value` when there are not so many rows. */
  requireRows(expected: number, of: string): void;
  /** The vectors of all rows in order, a chunk at a time, as the files have them. */
  chunks(options: {
    readonly rowsPerChunk: number;
    readonly signal: AbortSignal;
  }): AsyncGenerator<readonly ItemVectors[], void, void>;
  /** Facts of the headers, without counts of rows. */
  headers(): Omit<FeatureReport, 'zero' | 'notFinite' | 'duplicated'>[];
  close(): Promise<void>;
}

/** Opens feature files and checks that they have the same number of rows. @throws VidtokenError `invalid-value` */
export async function openFeatures(files: ReadonlyMap<Modality, string>): Promise<FeatureFiles> {
  const open: OpenFeature[] = [];
  const close = async (): Promise<void> => {
    for (const { npy } of open) await npy.close();
  };
  try {
    for (const modality of MODALITIES) {
      const file = files.get(modality);
      if (file !== undefined) open.push({ modality, file, npy: await openNpy(file) });
    }
    const [first] = open;
    const check = (expected: number, of: string): void => {
      for (const { npy, file } of open) requireRows(npy.header, { file, expected, of });
    };
    if (first !== undefined) check(first.npy.header.rows, `in ${basename(first.file)}`);
    return {
      rows: first?.npy.header.rows,
      specs: open.map(specOf),
      requireRows: check,
      chunks: (options) => readChunks(open, options),
      headers: () =>
        open.map(({ modality, file, npy: { header } }) => ({
          modality,
          file,
          rows: header.rows,
          width: header.width,
          type: TYPE_NAMES[header.type],
        })),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function specOf({ modality, npy: { header } }: OpenFeature): ExtractorSpec {
  return {
    id: `${IMPORTED_PREFIX}${modality}`,
    version: 1,
    modality,
    width: header.width,
    pooledWidth: header.width,
  };
}

/** Takes chunk after chunk from all files at once. */
async function* readChunks(
  open: readonly OpenFeature[],
  options: { readonly rowsPerChunk: number; readonly signal: AbortSignal },
): AsyncGenerator<readonly ItemVectors[], void, void> {
  const readers = open.map(({ modality, npy }) => ({
    modality,
    width: npy.header.width,
    rows: npy.rows(options),
  }));
  for (;;) {
    const items: Partial<Record<Modality, Float32Array>>[] = [];
    for (const { modality, width, rows } of readers) {
      const { value } = await rows.next();
      if (value === undefined) return;
      const { values } = value as { readonly values: Float32Array };
      for (let row = 0; row < values.length / width; row += 1) {
        items[row] = { ...items[row], [modality]: values.slice(row * width, (row + 1) * width) };
      }
    }
    yield items;
  }
}

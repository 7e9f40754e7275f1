import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VidtokenError } from '../../core/errors.js';
import { checkTrainedData } from './check-trained-data.js';

/** Trained data of Tesseract on this disk. */
export interface LanguageData {
  /** Absolute folder, `<weights>/tesseract`. */
  readonly folder: string;
  readonly codes: readonly string[];
  /** The files end in `.traineddata.gz`. */
  readonly isPacked: boolean;
}

/** For example `eng`, `deu`, `chi_sim`, `script/Latin` is not one. */
const LANGUAGE_CODE = /^[a-z]{3}(?:_[a-z0-9]{2,10}){0,2}$/i;

/**
 * Finds `<weights>/tesseract/<code>.traineddata`, or `.traineddata.gz`, of every language.
 * @param options.language codes joined by `+`
 * @throws VidtokenError `configuration` for a code or a file that cannot be used, `weights-missing` that says where the
 *   file goes
 */
export async function findLanguageData(options: {
  readonly weightsFolder: string;
  readonly language: string;
}): Promise<LanguageData> {
  const folder = join(options.weightsFolder, 'tesseract');
  const codes = options.language.split('+').map((code) => code.trim());
  const wrong = codes.find((code) => !LANGUAGE_CODE.test(code));
  if (wrong !== undefined) {
    throw new VidtokenError({
      code: 'configuration',
      message: `"${wrong}" is not the code of a language of Tesseract.`,
      hint: 'Codes have three letters, such as eng or deu; several are joined by +, as in eng+deu.',
      facts: { language: options.language },
    });
  }
  const plain = codes.map((code) => join(folder, `${code}.traineddata`));
  const packed = plain.map((path) => `${path}.gz`);
  const missing = await missingFile(plain);
  const isPacked = missing !== undefined && (await missingFile(packed)) === undefined;
  if (missing === undefined || isPacked) {
    for (const path of isPacked ? packed : plain) await checkTrainedData(path);
    return { folder, codes, isPacked };
  }
  throw new VidtokenError({
    code: 'weights-missing',
    message: `Tesseract has no language data: there is no ${missing} (nor .gz).`,
    hint: `Put the file of tessdata_fast there as ${missing}; on Debian, apt-get install tesseract-ocr-${codes[0]} brings it to /usr/share/tesseract-ocr.`,
    facts: { path: missing },
  });
}

/** The first of some files that is not there. */
async function missingFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const isThere = await stat(path).then(
      (stats) => stats.isFile(),
      () => false,
    );
    if (!isThere) return path;
  }
  return undefined;
}

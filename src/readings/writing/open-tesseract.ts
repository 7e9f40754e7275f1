import { messageOf, VidtokenError } from '../../core/errors.js';
import type { LanguageData } from './language-data.js';

type Tesseract = typeof import('tesseract.js');
type Worker = Awaited<ReturnType<Tesseract['createWorker']>>;

/** A running Tesseract. */
export interface WritingReader {
  /** @param picture bytes of a picture file @returns lines that were read with confidence, from top to bottom */
  readLines(picture: Uint8Array): Promise<string[]>;
  dispose(): Promise<void>;
}

/** Percent; what is below is texture that looks like letters. */
const LOWEST_CONFIDENCE = 60;

/** @throws VidtokenError `missing-tool` with the command that installs the package */
export async function importTesseract(): Promise<Tesseract> {
  try {
    const { default: tesseract } = await import('tesseract.js');
    return tesseract;
  } catch (error) {
    throw new VidtokenError({
      code: 'missing-tool',
      message: `The text recogniser "tesseract" needs the package tesseract.js: ${messageOf(error)}.`,
      hint: 'npm install tesseract.js@7',
      cause: error,
    });
  }
}

/**
 * Starts Tesseract in a thread. Worker and core come out of the installed package, the language data from a folder, and
 * nothing is cached: it has no reason to ask the network.
 *
 * @throws VidtokenError `configuration` when the language data cannot be used
 */
export async function openTesseract(tesseract: Tesseract, data: LanguageData): Promise<WritingReader> {
  const worker = await startWorker(tesseract, data);
  await worker.setParameters({
    tessedit_pageseg_mode: tesseract.PSM.SPARSE_TEXT,
    // Without a resolution it guesses one and prints that it does.
    user_defined_dpi: '300',
  });
  return {
    async readLines(picture) {
      const { data } = await worker.recognize(Buffer.from(picture), {}, { text: false, blocks: true });
      const lines = (data.blocks ?? []).flatMap(({ paragraphs }) => paragraphs.flatMap((each) => each.lines));
      return lines.filter(({ confidence }) => confidence >= LOWEST_CONFIDENCE).map(({ text }) => text);
    },
    async dispose() {
      await worker.terminate();
    },
  };
}

/** The package settles its promise only when all goes well; what fails before is told to `errorHandler` alone. */
function startWorker({ createWorker, OEM }: Tesseract, data: LanguageData): Promise<Worker> {
  const { folder, codes, isPacked } = data;
  return new Promise((resolve, reject) => {
    const options = {
      langPath: folder,
      gzip: isPacked,
      cacheMethod: 'none',
      errorHandler: (reason: unknown) => reject(unusable(data, reason)),
    };
    createWorker([...codes], OEM.LSTM_ONLY, options).then(resolve, (reason: unknown) =>
      reject(unusable(data, reason)),
    );
  });
}

function unusable({ folder, codes }: LanguageData, reason: unknown): VidtokenError {
  return new VidtokenError({
    code: 'configuration',
    message: `Tesseract cannot start with the language data in ${folder}: ${messageOf(reason)}.`,
    hint: `Put the traineddata files of tessdata_fast for ${codes.join(', ')} there again.`,
    facts: { folder },
    cause: reason,
  });
}

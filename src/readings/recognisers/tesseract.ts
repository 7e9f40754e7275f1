import type { TextRecogniser } from '../../core/reading.js';
import { openOnce } from '../../inference/open-once.js';
import type { TextRecogniserOptions } from '../reading-options.js';
import { distinctLines } from '../writing/distinct-lines.js';
import { findLanguageData } from '../writing/language-data.js';
import { importTesseract, openTesseract } from '../writing/open-tesseract.js';
import { portablePixmap } from '../writing/portable-pixmap.js';

const DEFAULT_LANGUAGE = 'eng';

/**
 * Reads writing in pictures with Tesseract, which runs in a thread of its own. The package `tesseract.js` is optional,
 * its language data lies in `<weights>/tesseract`, and nothing is ever downloaded.
 *
 * @throws VidtokenError `missing-tool` without the package, `weights-missing` without the language data, `configuration`
 *   for a language that is not a list of codes
 */
export async function createTesseractRecogniser(options: TextRecogniserOptions): Promise<TextRecogniser> {
  const tesseract = await importTesseract();
  const data = await findLanguageData({
    weightsFolder: options.weightsFolder,
    language: options.language ?? DEFAULT_LANGUAGE,
  });
  const reader = openOnce(() => openTesseract(tesseract, data));
  return {
    id: 'tesseract',
    async recognise(frames, { signal }) {
      const lines: string[] = [];
      for (const frame of frames) {
        signal.throwIfAborted();
        const { readLines } = await reader.open(signal);
        lines.push(...(await readLines(portablePixmap(frame))));
      }
      signal.throwIfAborted();
      const distinct = distinctLines(lines);
      return distinct.length === 0 ? undefined : distinct.join('\n');
    },
    dispose: () => reader.dispose(),
  };
}

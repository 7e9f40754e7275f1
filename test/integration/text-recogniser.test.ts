import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Frame } from '../../src/core/media.js';
import type { TextRecogniser } from '../../src/core/reading.js';
import { silentLogger } from '../../src/core/runtime.js';
import { createTextRecogniser } from '../../src/readings/registry.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Of Debian's package tesseract-ocr-eng. */
const ENGLISH = '/usr/share/tesseract-ocr/5/tessdata/eng.traineddata';
const signal = new AbortController().signal;

async function frame(lines: readonly string[], background = '#204060'): Promise<Frame> {
  const [width, height] = [640, 360];
  const texts = lines.map(
    (line, place) =>
      `<text x="40" y="${90 + 80 * place}" font-family="sans-serif" font-size="44" fill="white">${line}</text>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="${background}"/>${texts.join('')}</svg>`;
  const rgb = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer();
  return { timeSeconds: 0, width, height, rgb: new Uint8Array(rgb) };
}

async function recogniser(weightsFolder: string): Promise<TextRecogniser> {
  const created = await createTextRecogniser({
    id: 'tesseract',
    weightsFolder,
    threads: 1,
    offline: true,
    hub: {},
    logger: silentLogger,
  });
  onTestFinished(() => created.dispose());
  return created;
}

describe.skipIf(!existsSync(ENGLISH))(
  'the tesseract recogniser (needs the package tesseract-ocr-eng)',
  () => {
    async function weights(): Promise<string> {
      const weightsFolder = await temporaryFolder();
      await cp(ENGLISH, join(weightsFolder, 'tesseract', 'eng.traineddata'));
      return weightsFolder;
    }

    it('reads what is written in the pictures, each line once', async () => {
      const { recognise } = await recogniser(await weights());
      const frames = [
        await frame(['Step one', 'Add the flour']),
        await frame(['Add the flour', 'Stir for 5 minutes'], '#502020'),
      ];
      expect(await recognise(frames, { signal })).toBe('Step one\nAdd the flour\nStir for 5 minutes');
    });

    it('reads nothing where nothing is written', async () => {
      const { recognise } = await recogniser(await weights());
      expect(await recognise([await frame([])], { signal })).toBeUndefined();
    });

    it('takes packed language data', async () => {
      const weightsFolder = await temporaryFolder();
      await mkdir(join(weightsFolder, 'tesseract'));
      const packed = gzipSync(await readFile(ENGLISH), { level: 1 });
      await writeFile(join(weightsFolder, 'tesseract', 'eng.traineddata.gz'), packed);
      const { recognise } = await recogniser(weightsFolder);
      expect(await recognise([await frame(['Good morning'])], { signal })).toBe('Good morning');
    });

    it('stops between two pictures when it is aborted', async () => {
      const { recognise } = await recogniser(await weights());
      const reading = recognise([await frame(['One'])], { signal: AbortSignal.abort(new Error('enough')) });
      await expect(reading).rejects.toThrow('enough');
    });
  },
);

describe('the tesseract recogniser with damaged language data', () => {
  it.each([
    ['no traineddata file', Buffer.from('no data')],
    ['it is damaged', Buffer.concat([Buffer.from([24, 0, 0, 0]), Buffer.alloc(24 * 8, 1)])],
    ['no LSTM network', Buffer.concat([Buffer.from([24, 0, 0, 0]), Buffer.alloc(24 * 8, 255)])],
  ])('says that there is %s', async (reason, bytes) => {
    const weightsFolder = await temporaryFolder();
    const path = join(weightsFolder, 'tesseract', 'eng.traineddata');
    await mkdir(join(weightsFolder, 'tesseract'));
    await writeFile(path, bytes);
    await expect(recogniser(weightsFolder)).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(new RegExp(`${path}.*${reason}`)),
    });
  });
});

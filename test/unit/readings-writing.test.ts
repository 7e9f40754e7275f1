import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { createTextRecogniser, createTranscriber } from '../../src/readings/registry.js';
import { distinctLines } from '../../src/readings/writing/distinct-lines.js';
import { findLanguageData } from '../../src/readings/writing/language-data.js';
import { portablePixmap } from '../../src/readings/writing/portable-pixmap.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('distinctLines', () => {
  it('keeps lines in the order of their first sight, once each', () => {
    expect(distinctLines(['Step 1', 'Add  flour ', 'STEP 1.', 'Stir'])).toEqual([
      'Step 1',
      'Add flour',
      'Stir',
    ]);
  });

  it('keeps of writing that appears letter by letter the whole', () => {
    expect(distinctLines(['Add', 'Add flo', 'Add flour', 'Add fl'])).toEqual(['Add flour']);
  });

  it('drops dirt', () => {
    expect(distinctLines(['|', '~ .', 'a', '—'])).toEqual([]);
  });
});

describe('portablePixmap', () => {
  it('is a P6 file', () => {
    const file = portablePixmap({
      timeSeconds: 0,
      width: 2,
      height: 1,
      rgb: Uint8Array.of(1, 2, 3, 4, 5, 6),
    });
    expect(Buffer.from(file).toString('latin1')).toBe('P6\n2 1\n255\n\x01\x02\x03\x04\x05\x06');
  });
});

describe('findLanguageData', () => {
  async function folderWith(files: readonly string[]): Promise<string> {
    const weightsFolder = await temporaryFolder();
    await mkdir(join(weightsFolder, 'tesseract'));
    // One part, at place 17 of 24: the network.
    const places = Array.from({ length: 24 }, (_, part) => (part === 17 ? 4n + 8n * 24n : -1n));
    const bytes = Buffer.concat([Buffer.from([24, 0, 0, 0]), Buffer.from(BigInt64Array.from(places).buffer)]);
    for (const file of files) {
      await writeFile(join(weightsFolder, 'tesseract', file), file.endsWith('.gz') ? gzipSync(bytes) : bytes);
    }
    return weightsFolder;
  }

  it('finds plain and packed data', async () => {
    const plain = await folderWith(['eng.traineddata', 'deu.traineddata', 'deu.traineddata.gz']);
    expect(await findLanguageData({ weightsFolder: plain, language: 'eng+deu' })).toEqual({
      folder: join(plain, 'tesseract'),
      codes: ['eng', 'deu'],
      isPacked: false,
    });
    const packed = await folderWith(['eng.traineddata.gz']);
    expect(await findLanguageData({ weightsFolder: packed, language: 'eng' })).toMatchObject({
      isPacked: true,
    });
  });

  it('says where data that is missing goes', async () => {
    const weightsFolder = await folderWith(['eng.traineddata']);
    const path = join(weightsFolder, 'tesseract', 'deu.traineddata');
    await expect(findLanguageData({ weightsFolder, language: 'eng+deu' })).rejects.toMatchObject({
      code: 'weights-missing',
      hint: expect.stringContaining(path),
    });
  });

  it.each(['../../etc/passwd', 'english', '', 'eng+'])(
    'does not take %j for a language',
    async (language) => {
      await expect(findLanguageData({ weightsFolder: '/nowhere', language })).rejects.toMatchObject({
        code: 'configuration',
      });
    },
  );
});

describe('the registry of readings', () => {
  const options = { weightsFolder: '/nowhere', threads: 1, offline: true, hub: {}, logger: silentLogger };

  it('lists what it knows when an id is not known', async () => {
    await expect(createTranscriber({ ...options, id: 'ears' })).rejects.toThrow(
      'There is no transcriber "ears".',
    );
    await expect(createTextRecogniser({ ...options, id: 'eyes' })).rejects.toMatchObject({
      hint: 'Known: tesseract.',
    });
  });

  it('refuses a text recogniser without its data when it is created', async () => {
    const creating = createTextRecogniser({ ...options, id: 'tesseract' });
    await expect(creating).rejects.toMatchObject({
      code: 'weights-missing',
      message: expect.stringContaining('/nowhere/tesseract/eng.traineddata'),
    });
  });
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDescriberSettings } from '../../src/config/describer-settings-file.js';
import { temporaryFolder } from '../support/temporary-folder.js';

async function settingsFile(content: string): Promise<string> {
  const path = join(await temporaryFolder(), 'settings.json');
  await writeFile(path, content);
  return path;
}

describe('a file of describer settings', () => {
  it('is taken field by field', async () => {
    const path = await settingsFile('{"frameCount": 4, "contactSheet": true, "temperature": 0}');
    expect(await readDescriberSettings(path)).toEqual({ frameCount: 4, contactSheet: true, temperature: 0 });
  });

  it.each([
    ['a field that does not exist', '{"frames": 4}', 'frames'],
    ['a value out of range', '{"temperature": 9}', 'temperature'],
    ['text that is no JSON', 'frames = 4', 'JSON'],
  ])('is refused with %s, and the error names it and the known fields', async (_case, content, named) => {
    const path = await settingsFile(content);
    await expect(readDescriberSettings(path)).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(named),
      hint: expect.stringContaining('frameMaxSidePixels'),
      facts: { path },
    });
  });

  it('is missed by its name', async () => {
    await expect(readDescriberSettings('/nowhere/settings.json')).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('/nowhere/settings.json'),
    });
  });
});

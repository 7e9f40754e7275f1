import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readImageLabels, readSoundLabels } from '../../src/inference/classify/read-labels.js';
import { temporaryFolder } from '../support/temporary-folder.js';

async function fileWith(content: string): Promise<string> {
  const path = join(await temporaryFolder(), 'labels');
  await writeFile(path, content);
  return path;
}

describe('the class names of an image classifier', () => {
  it('come in the order of the classes, whatever the order of the file', async () => {
    const path = await fileWith('{"model_type": "x", "id2label": {"2": "c, see", "0": "a", "1": "b"}}');
    expect(await readImageLabels(path)).toEqual(['a', 'b', 'c, see']);
  });

  it.each([
    ['a file that is not there', undefined],
    ['text that is not JSON', '{'],
    ['a config without class names', '{"model_type": "x"}'],
    ['a class that is missing', '{"id2label": {"2": "c", "0": "a"}}'],
    ['an empty list of class names', '{"id2label": {}}'],
    ['a class that is no number', '{"id2label": {"first": "a"}}'],
  ])('%s is an error that names the file', async (_what, content) => {
    const path = content === undefined ? '/no/such/config.json' : await fileWith(content);
    await expect(readImageLabels(path)).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(path),
    });
  });
});

describe('the class names of a sound classifier', () => {
  it('are read with and without quotes', async () => {
    const path = await fileWith('index,mid,display_name\r\n0,/m/1,Speech\r\n1,/t/2,"Waves, surf"\r\n');
    expect(await readSoundLabels(path)).toEqual(['Speech', 'Waves, surf']);
  });

  it.each([
    ['a line of another form', 'index,mid,display_name\n0,/m/1\n'],
    ['a class that is missing', 'index,mid,display_name\n0,/m/1,Speech\n2,/m/3,Rain\n'],
    ['two names for one class', 'index,mid,display_name\n0,/m/1,Speech\n0,/m/3,Rain\n'],
    ['nothing but the heading', 'index,mid,display_name\n'],
  ])('%s is an error', async (_what, content) => {
    await expect(readSoundLabels(await fileWith(content))).rejects.toMatchObject({ code: 'configuration' });
  });
});

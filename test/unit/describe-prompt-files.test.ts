import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageInfo } from '../../src/config/package-info.js';
import { listPromptFiles } from '../../src/describe/prompt/list-prompt-files.js';
import { promptSections } from '../../src/describe/prompt/prompt-sections.js';
import { readVideoPrompt } from '../../src/describe/prompt/video-prompt.js';
import { parsePromptFile } from '../../src/describe/prompt-file.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const promptsFolder = join(packageInfo().root, 'prompts');

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

function file(version: number, extra = ''): string {
  return `---\ntask: describe\nversion: ${version}\n${extra}---\nSay it.\n`;
}

describe('the front-matter of a prompt', () => {
  it('may name the schema of answers and their limit in tokens', () => {
    const parsed = parsePromptFile(file(1, 'schema: facts.v1\nmaxTokens: 700\n'), 'x.md');
    expect(parsed).toMatchObject({ task: 'describe', version: 1, schema: 'facts.v1', maxTokens: 700 });
    expect(Object.keys(parsePromptFile(file(1), 'x.md'))).toEqual(['task', 'version', 'body', 'hash']);
  });

  it.each(['maxTokens: many\n', 'maxTokens: 0\n', 'tone: friendly\n'])('is refused with %j', (line) => {
    expect(() => parsePromptFile(file(1, line), 'x.md')).toThrow(/x\.md is not valid/);
  });
});

describe('the list of prompts', () => {
  it('names all that came with the package, with their hashes', async () => {
    const prompts = await listPromptFiles(promptsFolder);
    expect(prompts.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['describe/signal.v1', 'describe/video.v1']),
    );
    const video = prompts.find(({ name }) => name === 'describe/video.v1');
    expect(video).toMatchObject({
      task: 'describe',
      version: 1,
      schema: 'video-description.v1',
      maxTokens: 900,
    });
    expect(video?.hash).toBe((await readVideoPrompt(promptsFolder)).hash);
  });

  it('is in the order of tasks, names and versions, and leaves other files out', async () => {
    const folder = await folderWith({
      'describe/b.v10.md': file(10),
      'describe/b.v9.md': file(9),
      'describe/a.v1.md': file(1),
      'README.md': 'about',
      'describe/notes.md': 'notes',
    });
    expect((await listPromptFiles(folder)).map(({ name }) => name)).toEqual([
      'describe/a.v1',
      'describe/b.v9',
      'describe/b.v10',
    ]);
  });

  it.each([
    ['describe/a.v2.md', 'its version is 1, its name says 2'],
    ['rank/a.v1.md', 'its task is "describe", its folder "rank"'],
  ])('is refused when %s disagrees with its name', async (name, reason) => {
    await expect(listPromptFiles(await folderWith({ [name]: file(1) }))).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(reason),
    });
  });

  it('is refused when the folder is missing', async () => {
    await expect(listPromptFiles(join(await temporaryFolder(), 'none'))).rejects.toMatchObject({
      code: 'configuration',
    });
  });
});

describe('the sections of a prompt', () => {
  const read = (body: string) =>
    promptSections({
      file: parsePromptFile(`---\ntask: describe\nversion: 1\n---\n${body}`, 'x.md'),
      path: 'x.md',
      sections: { system: ['language'], user: [] },
    });

  it('are filled with values that are never read as templates', () => {
    const sections = read('A comment.\n## system\nWrite in {language}.\n\nBriefly.\n## user\nGo {"a": 1}.\n');
    expect(sections.fill('system', { language: '{user} $& ## user' })).toBe(
      'Write in {user} $& ## user.\n\nBriefly.',
    );
    expect(sections.fill('user')).toBe('Go {"a": 1}.');
  });

  it.each([
    ['a section is missing', '## system\n{language}', 'user'],
    ['a section is empty', '## system\n{language}\n## user\n', 'user'],
    ['a section is unknown', '## system\n{language}\n## user\nGo.\n## more\nx', 'more'],
    ['a word is missing', '## system\nWrite.\n## user\nGo.', 'language'],
    ['a word is unknown', '## system\n{language} {tone}\n## user\nGo.', 'language'],
  ])('are refused when %s', (_name, body, named) => {
    expect(() => read(body)).toThrow(named);
  });
});

describe('the prompt for videos', () => {
  it.each([
    ['schema: video-description.v1\n', '', 'its schema must be video-description.v1'],
    ['maxTokens: 900\n', '', 'it states no maxTokens'],
    ['## repair', '## mend', 'repair'],
  ])('is refused without %j', async (searched, replaced, reason) => {
    const prompts = await listPromptFiles(promptsFolder);
    const original = prompts.find(({ name }) => name === 'describe/video.v1');
    const content = `---\ntask: describe\nversion: 1\nschema: video-description.v1\nmaxTokens: 900\n---\n${original?.body}`;
    const folder = await folderWith({ 'describe/video.v1.md': content.replace(searched, replaced) });
    await expect(readVideoPrompt(folder)).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(reason),
    });
  });
});

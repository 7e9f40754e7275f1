import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ScanEntry, type ScanNote, type ScanOptions, scanInputs } from '../../src/dataset/scan.js';
import { hasSharedHostile, SHARED_HOSTILE } from '../support/shared-data.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const { signal } = new AbortController();

async function scan(paths: readonly string[], options: Partial<ScanOptions> = {}) {
  const entries: ScanEntry[] = [];
  const notes: ScanNote[] = [];
  const onNote = (note: ScanNote) => notes.push(note);
  for await (const entry of scanInputs(paths, { signal, onNote, ...options })) entries.push(entry);
  return { entries, notes };
}

/** A folder with these files; each holds its own name. */
async function folderWith(names: readonly string[]): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of names) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), name);
  }
  return folder;
}

/** `a.mp4` for a file, `a.mp4: code` for a failure, relative to the folder. */
const summary = (folder: string, entries: readonly ScanEntry[]) =>
  entries.map((entry) =>
    entry.kind === 'file'
      ? path.relative(folder, entry.path)
      : `${path.relative(folder, entry.file)}: ${entry.code}`,
  );

describe('scanInputs on folders', () => {
  it('walks recursively in the order of names', async () => {
    const folder = await folderWith(['b.mp4', 'a/z.mp4', 'a/y/x.webm', 'c.mov', 'B.MP4']);
    const { entries } = await scan([folder]);
    expect(summary(folder, entries)).toEqual(['B.MP4', 'a/y/x.webm', 'a/z.mp4', 'b.mp4', 'c.mov']);
  });

  it('enters a folder named like a video', async () => {
    const folder = await folderWith(['x.mp4/inner.mp4']);
    expect(summary(folder, (await scan([folder])).entries)).toEqual(['x.mp4/inner.mp4']);
  });

  it('passes over hidden names and side-car files, which it notes, and takes everything else', async () => {
    const folder = await folderWith([
      '.git/a.mp4',
      '._b.mp4',
      'a.mp4',
      'a.srt',
      'clips.jsonl',
      'noextension',
      'photo.jpg',
      'readme.TXT',
      'song.mp3',
      'zip.zip',
    ]);
    const { entries, notes } = await scan([folder]);
    expect(summary(folder, entries)).toEqual(['a.mp4', 'noextension', 'photo.jpg', 'song.mp3', 'zip.zip']);
    expect(notes.map((note) => path.basename(note.file))).toEqual(['a.srt', 'clips.jsonl', 'readme.TXT']);
    expect(notes[1]?.reason).toContain('named itself');
  });

  it('gives odd names back unchanged', async () => {
    const names = [
      ' spaced .mp4',
      '"quoted\'.mp4',
      '$(echo x).mp4',
      '-i.mp4',
      'line\nbreak.mp4',
      'ünï 🎬.mp4',
    ];
    const folder = await folderWith(names);
    expect(summary(folder, (await scan([folder])).entries)).toEqual([...names].sort());
  });

  it('lists a name that is not UTF-8 with its bytes escaped', async () => {
    const folder = await folderWith(['a.mp4']);
    await writeFile(
      Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.mp4')]),
      'x',
    );
    const { entries } = await scan([folder]);
    expect(summary(folder, entries)).toEqual(['caf\\xe9.mp4: unsupported-name', 'a.mp4']);
  });

  it('ends in a loop of links and enters no folder twice', async () => {
    const folder = await folderWith(['real/a.mp4']);
    await symlink('..', path.join(folder, 'real', 'up'));
    await symlink('real', path.join(folder, 'second'));
    await symlink('itself', path.join(folder, 'itself'));
    await symlink('nowhere', path.join(folder, 'broken.mp4'));
    const { entries, notes } = await scan([folder]);
    expect(summary(folder, entries)).toEqual(['broken.mp4: not-found', 'itself: not-found', 'real/a.mp4']);
    expect(notes.map((note) => note.kind)).toEqual(['folder-seen-before', 'folder-seen-before']);
  });

  it('follows a link to a file', async () => {
    const folder = await folderWith(['a.mp4']);
    await symlink('a.mp4', path.join(folder, 'link.mp4'));
    expect(summary(folder, (await scan([folder])).entries)).toEqual(['a.mp4', 'link.mp4']);
  });

  it('lists empty files and pipes with their codes', async () => {
    const folder = await folderWith(['a.mp4']);
    await writeFile(path.join(folder, 'zero.mp4'), '');
    execFileSync('mkfifo', [path.join(folder, 'pipe.mp4')]);
    const { entries } = await scan([folder]);
    expect(summary(folder, entries)).toEqual(['a.mp4', 'pipe.mp4: not-a-file', 'zero.mp4: empty-file']);
  });

  it.skipIf(process.getuid?.() === 0)('lists what must not be read (skipped for root, who may)', async () => {
    const folder = await folderWith(['closed/a.mp4', 'secret.mp4']);
    await chmod(path.join(folder, 'secret.mp4'), 0);
    await chmod(path.join(folder, 'closed'), 0);
    const { entries } = await scan([folder]);
    await chmod(path.join(folder, 'closed'), 0o700);
    expect(summary(folder, entries)).toEqual(['closed: unreadable', 'secret.mp4: unreadable']);
  });

  it('stops with the reason of the signal', async () => {
    const folder = await folderWith(['a.mp4']);
    await expect(scan([folder], { signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow(
      'stopped',
    );
  });

  it.skipIf(!hasSharedHostile)('gives every hostile file back once (skipped without ../shared)', async () => {
    const { entries, notes } = await scan([SHARED_HOSTILE]);
    expect(summary(SHARED_HOSTILE, entries).sort()).toEqual((await readdir(SHARED_HOSTILE)).sort());
    expect([entries.length, notes]).toEqual([101, []]);
  });
});

describe('scanInputs on a folder with a manifest.jsonl', () => {
  it('gives its metadata to the files that it names and leaves the others plain', async () => {
    const folder = await folderWith(['a.mp4', 'sub/b.mp4', 'c.mp4']);
    const lines = [
      { file: 'a.mp4', title: 'A' },
      { file: 'sub/b.mp4', title: 'B' },
    ];
    await writeFile(
      path.join(folder, 'manifest.jsonl'),
      lines.map((line) => JSON.stringify(line)).join('\n'),
    );
    const { entries } = await scan([folder]);
    expect(summary(folder, entries)).toEqual(['a.mp4', 'c.mp4', 'sub/b.mp4']);
    expect(entries.map((entry) => (entry.kind === 'file' ? entry.metadata?.title : 'failure'))).toEqual([
      'A',
      undefined,
      'B',
    ]);
  });

  it('lists its bad lines and missing files, takes hidden files that it names, and leaves other folders alone', async () => {
    const folder = await folderWith(['a.mp4', '.hidden.mp4']);
    const lines = ['oops', '{"file":"gone.mp4"}', '{"file":".hidden.mp4"}', '{"file":"/etc/hostname"}'];
    await writeFile(path.join(folder, 'manifest.jsonl'), lines.join('\n'));
    const { entries, notes } = await scan([folder]);
    expect(summary(folder, entries)).toEqual([
      'manifest.jsonl:1: manifest-invalid',
      'a.mp4',
      'gone.mp4: not-found',
      '.hidden.mp4',
    ]);
    expect(notes.map((note) => note.reason)).toEqual([expect.stringContaining('/etc/hostname')]);
  });

  it('prefers the manifest that is nearest to the file', async () => {
    const folder = await folderWith(['sub/b.mp4']);
    await writeFile(path.join(folder, 'manifest.jsonl'), '{"file":"sub/b.mp4","title":"outer"}');
    await writeFile(path.join(folder, 'sub', 'manifest.jsonl'), '{"file":"b.mp4","title":"inner"}');
    const { entries } = await scan([folder]);
    expect(entries).toMatchObject([{ kind: 'file', metadata: { title: 'inner' } }]);
  });
});

describe('scanInputs on files and manifests', () => {
  it('takes a file that is named whatever its name is', async () => {
    const folder = await folderWith(['notes.txt', '-v']);
    const { entries } = await scan([path.join(folder, 'notes.txt'), path.join(folder, '-v')]);
    expect(summary(folder, entries)).toEqual(['notes.txt', '-v']);
  });

  it('gives exactly the files on the lines of a manifest', async () => {
    const folder = await folderWith(['a.mp4', 'b.mp4', 'zero.mp4', 'x.mp4/inner.mp4']);
    await writeFile(path.join(folder, 'zero.mp4'), '');
    const lines = ['b.mp4', 'gone.mp4', 'zero.mp4', 'x.mp4'].map((file) =>
      JSON.stringify({ file, id: file }),
    );
    await writeFile(path.join(folder, 'list.ndjson'), lines.join('\n'));
    const { entries } = await scan([path.join(folder, 'list.ndjson')]);
    expect(summary(folder, entries)).toEqual([
      'b.mp4',
      'gone.mp4: not-found',
      'zero.mp4: empty-file',
      'x.mp4: not-a-file',
    ]);
    expect(entries[0]).toMatchObject({ metadata: { id: 'b.mp4' } });
    expect(entries[1]).toMatchObject({ reason: expect.stringContaining('list.ndjson:2') });
  });

  it('lists missing, empty and impossible paths and goes on', async () => {
    const folder = await folderWith(['a.mp4']);
    const paths = ['/no/such/file.mp4', '', 'nul\0.mp4', '/broken\uFFFDname.mp4', path.join(folder, 'a.mp4')];
    const { entries } = await scan(paths);
    expect(entries.map((entry) => (entry.kind === 'failure' ? entry.code : 'file'))).toEqual([
      'not-found',
      'not-found',
      'unsupported-name',
      'unsupported-name',
      'file',
    ]);
  });
});

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ManifestEntry, readManifest } from '../../src/dataset/manifest.js';
import { parseManifestLine } from '../../src/dataset/manifest-line.js';
import type { ScanFailure, ScanNote } from '../../src/dataset/scan-entry.js';
import { hasSharedClips, SHARED_CLIPS } from '../support/shared-data.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const { signal } = new AbortController();

async function read(content: string | Buffer) {
  const folder = await temporaryFolder();
  const manifest = path.join(folder, 'videos.jsonl');
  await writeFile(manifest, content);
  return { folder, manifest, ...(await readAll(manifest)) };
}

async function readAll(manifest: string) {
  const entries: ManifestEntry[] = [];
  const failures: ScanFailure[] = [];
  const notes: ScanNote[] = [];
  for await (const item of readManifest(manifest, { signal, onNote: (note) => notes.push(note) })) {
    if (item.kind === 'entry') entries.push(item);
    else failures.push(item);
  }
  return { entries, failures, notes };
}

const problemOf = (line: object | string) => {
  const parsed = parseManifestLine(typeof line === 'string' ? line : JSON.stringify(line));
  return parsed.ok ? undefined : `${parsed.field}: ${parsed.problem}`;
};

describe('parseManifestLine', () => {
  it('reads every field', () => {
    const line = {
      file: 'a b.mp4',
      id: 'clip-1',
      title: ' Cats ',
      tags: ['cat', ' funny ', '', 'cat'],
      description: 'Two cats.',
      labels: { kind: 'cat', year: 2024, indoor: true, mood: null },
      metadata: { source: { url: 'https://example.org', pages: [1, null] } },
    };
    expect(parseManifestLine(JSON.stringify(line))).toEqual({
      ok: true,
      file: 'a b.mp4',
      metadata: {
        id: 'clip-1',
        title: 'Cats',
        tags: ['cat', 'funny'],
        description: 'Two cats.',
        labels: { kind: 'cat', year: '2024', indoor: 'true' },
        metadata: line.metadata,
      },
      unknownFields: [],
    });
  });

  it('needs nothing but a file, and takes null and blank text for absent', () => {
    const line = {
      file: 'a.mp4',
      id: null,
      title: ' ',
      tags: null,
      description: null,
      labels: null,
      metadata: null,
    };
    const metadata = { tags: [], labels: {}, metadata: {} };
    expect(parseManifestLine(JSON.stringify(line))).toMatchObject({ ok: true, metadata });
    expect(parseManifestLine('{"file":"a.mp4"}')).toMatchObject({ ok: true, metadata });
  });

  it('takes one text with commas as tags and a whole number as an id', () => {
    const parsed = parseManifestLine('{"file":"a.mp4","id":17,"tags":"cat, dog,,"}');
    expect(parsed).toMatchObject({ metadata: { id: '17', tags: ['cat', 'dog'] } });
  });

  it('names unknown fields', () => {
    expect(parseManifestLine('{"file":"a.mp4","caption":"x","fps":3}')).toMatchObject({
      unknownFields: ['caption', 'fps'],
    });
  });

  it('names the field that is wrong and what it should be', () => {
    expect(problemOf({ id: 'x' })).toBe('file: is missing');
    expect(problemOf({ file: '' })).toBe('file: must be a file name');
    expect(problemOf({ file: 7 })).toBe('file: expected text');
    expect(problemOf({ file: 'a', id: 1.5 })).toBe('id: expected text or a whole number');
    expect(problemOf({ file: 'a', id: ' ' })).toBe('id: must not be empty');
    expect(problemOf({ file: 'a', title: 3 })).toBe('title: expected text');
    expect(problemOf({ file: 'a', tags: [1] })).toBe(
      'tags: expected a list of texts, or one text with commas',
    );
    expect(problemOf({ file: 'a', labels: { kind: ['x'] } })).toBe(
      'labels.kind: expected text, a number or true/false',
    );
    expect(problemOf({ file: 'a', labels: { 'a=b': 'x' } })).toBe(
      'labels.a=b: a label name must be non-empty and without "="',
    );
    expect(problemOf({ file: 'a', labels: ['x'] })).toBe('labels: expected an object of label names');
    expect(problemOf({ file: 'a', metadata: 'x' })).toBe('metadata: expected an object');
  });

  it('refuses the name __proto__ in labels and metadata instead of dropping it', () => {
    const problem = 'the name "__proto__" is reserved';
    expect(problemOf('{"file":"a","labels":{"kind":"x","__proto__":"y"}}')).toBe(
      `labels.__proto__: ${problem}`,
    );
    expect(problemOf('{"file":"a","metadata":{"__proto__":{"x":1}}}')).toBe(`metadata.__proto__: ${problem}`);
    expect(problemOf('{"file":"a","metadata":{"list":[{"__proto__":1}]}}')).toBe(
      `metadata.list.0.__proto__: ${problem}`,
    );
    const usual = parseManifestLine('{"file":"a","labels":{"constructor":"x"},"metadata":{"toString":1}}');
    expect(usual).toMatchObject({ metadata: { labels: { constructor: 'x' }, metadata: { toString: 1 } } });
  });

  it('lists a line with a reserved label name as a failure of its own', async () => {
    const { entries, failures } = await read('{"file":"a.mp4","labels":{"__proto__":"y"}}\n{"file":"b.mp4"}');
    expect(entries.map((entry) => path.basename(entry.path))).toEqual(['b.mp4']);
    expect(failures).toMatchObject([{ code: 'manifest-invalid' }]);
    expect(failures[0]?.reason).toContain('field "labels.__proto__"');
  });

  it('refuses what is no JSON object', () => {
    expect(problemOf('{"file":')).toMatch(/^line: is not JSON/);
    expect(problemOf('[1]')).toMatch(/^line: /);
    expect(problemOf('"a.mp4"')).toMatch(/^line: /);
  });

  it('refuses metadata that nests without end instead of overflowing the stack', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(problemOf(`{"file":"a","metadata":{"x":${deep}}}`)).toBe(
      'metadata: must not nest deeper than 32 levels',
    );
  });
});

describe('readManifest', () => {
  it('resolves files relative to the manifest, absolute ones as they are', async () => {
    const { folder, entries } = await read(
      '{"file":"sub/a.mp4"}\n{"file":"/data/b.mp4"}\n{"file":"../c.mp4"}',
    );
    expect(entries.map((entry) => entry.path)).toEqual([
      path.join(folder, 'sub/a.mp4'),
      '/data/b.mp4',
      path.join(path.dirname(folder), 'c.mp4'),
    ]);
  });

  it('reads a byte order mark, Windows line ends, blank lines and no last newline', async () => {
    const { entries, failures } = await read('\uFEFF{"file":"a.mp4"}\r\n\r\n   \n{"file":"b.mp4"}');
    expect(failures).toEqual([]);
    expect(entries.map((entry) => path.basename(entry.path))).toEqual(['a.mp4', 'b.mp4']);
    expect(entries[1]?.source).toMatch(/videos\.jsonl:4$/);
  });

  it('names manifest, line and field of a bad line and goes on', async () => {
    const { manifest, entries, failures } = await read(
      '{"file":"a.mp4"}\n{"file":"b.mp4","labels":{"kind":{}}}\nnot json\n{"file":"c.mp4"}\n',
    );
    expect(entries.map((entry) => path.basename(entry.path))).toEqual(['a.mp4', 'c.mp4']);
    expect(failures).toEqual([
      {
        kind: 'failure',
        file: `${manifest}:2`,
        code: 'manifest-invalid',
        reason: 'line 2, field "labels.kind" (file "b.mp4"): expected text, a number or true/false.',
      },
      expect.objectContaining({
        file: `${manifest}:3`,
        reason: expect.stringContaining('line 3, field "line"'),
      }),
    ]);
  });

  it('skips a line that is too long or not UTF-8 without reading it into memory', async () => {
    const { entries, failures } = await read(
      Buffer.concat([
        Buffer.from(`{"file":"a.mp4","title":"${'x'.repeat(3_000_000)}"}\n{"file":"`),
        Buffer.from([0xff, 0xfe]),
        Buffer.from('.mp4"}\n{"file":"b.mp4","title":"Größe"}\n'),
      ]),
    );
    expect(failures.map((failure) => failure.reason)).toEqual([
      'line 1, field "line": the line is longer than 1048576 bytes.',
      'line 2, field "line": the line is not UTF-8 text.',
    ]);
    expect(entries).toMatchObject([{ metadata: { title: 'Größe' } }]);
  });

  it('refuses a second line about the same file and only notes a second line with the same id', async () => {
    const { entries, failures, notes } = await read(
      '{"file":"a.mp4","id":"x"}\n{"file":"./a.mp4","id":"y"}\n{"file":"b.mp4","id":"x"}',
    );
    expect(entries).toHaveLength(2);
    expect(failures[0]?.reason).toBe(
      'line 2, field "file": "./a.mp4" is named on line 1 already, this line is left out.',
    );
    expect(notes).toEqual([
      expect.objectContaining({ kind: 'duplicate-id', reason: 'id "x" stands on line 1 already' }),
    ]);
  });

  it('says that an empty manifest has no lines, and that a missing one cannot be read', async () => {
    expect((await read('\n\n')).failures).toMatchObject([{ code: 'manifest-invalid' }]);
    expect((await readAll('/no/such/manifest.jsonl')).failures).toMatchObject([{ code: 'unreadable' }]);
  });

  it.skipIf(!hasSharedClips)(
    'reads the real manifest without a failure (skipped without ../shared)',
    async () => {
      const { entries, failures, notes } = await readAll(SHARED_CLIPS);
      expect([entries.length, failures, notes]).toEqual([756, [], []]);
      expect(entries.filter((entry) => entry.metadata.labels.sound !== undefined)).toHaveLength(378);
    },
  );
});

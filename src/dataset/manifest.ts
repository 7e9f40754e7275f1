import { createReadStream } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../core/errors.js';
import type { VideoMetadata } from '../core/media.js';
import { parseManifestLine } from './manifest-line.js';
import { readLines, type TextLine } from './read-lines.js';
import type { ScanFailure, ScanOptions } from './scan-entry.js';

const MAX_LINE_BYTES = 1 << 20;

/** A line of a manifest that names a file; whether the file exists is not known yet. */
export interface ManifestEntry {
  readonly kind: 'entry';
  /** Absolute. */
  readonly path: string;
  readonly metadata: VideoMetadata;
  /** `manifest.jsonl:12` */
  readonly source: string;
}

/**
 * Streams a JSONL manifest, one object a line: `{file, id?, title?, tags?, description?, labels?, metadata?}`,
 * `file` relative to the manifest. Blank lines are skipped. A bad line is a failure `manifest-invalid` that
 * names the manifest, the line and the field, and the rest goes on; so is a second line about the same file.
 * A second line with the same id is only noted, because the two files may hold the same bytes.
 * Memory: one line, and the names and ids seen so far.
 */
export async function* readManifest(
  manifestPath: string,
  { signal, onNote }: Pick<ScanOptions, 'signal' | 'onNote'>,
): AsyncGenerator<ManifestEntry | ScanFailure, void, void> {
  const folder = path.dirname(manifestPath);
  const lineOfFile = new Map<string, number>();
  const lineOfId = new Map<string, number>();
  let lines = 0;
  try {
    for await (const line of readLines(createReadStream(manifestPath, { signal }), MAX_LINE_BYTES)) {
      if ('text' in line && line.text.trim() === '') continue;
      lines += 1;
      const source = `${manifestPath}:${line.number}`;
      const parsed = parseLine(line);
      if (!parsed.ok) {
        const about = parsed.file === undefined ? '' : ` (file "${parsed.file}")`;
        yield invalid(source, `line ${line.number}, field "${parsed.field}"${about}: ${parsed.problem}.`);
        continue;
      }
      const file = path.resolve(folder, parsed.file);
      const earlier = lineOfFile.get(file);
      if (earlier !== undefined) {
        const problem = `"${parsed.file}" is named on line ${earlier} already, this line is left out`;
        yield invalid(source, `line ${line.number}, field "file": ${problem}.`);
        continue;
      }
      lineOfFile.set(file, line.number);
      noteId({ id: parsed.metadata.id, line: line.number, source, lineOfId, onNote });
      if (parsed.unknownFields.length > 0) {
        const reason = `unknown fields left out: ${parsed.unknownFields.join(', ')}`;
        onNote?.({ kind: 'unknown-field', file: source, reason });
      }
      yield { kind: 'entry', path: file, metadata: parsed.metadata, source };
    }
  } catch (error) {
    signal.throwIfAborted();
    yield {
      kind: 'failure',
      file: manifestPath,
      code: 'unreadable',
      reason: `The manifest could not be read: ${messageOf(error)}`,
    };
    return;
  }
  if (lines === 0) yield invalid(manifestPath, 'the manifest has no lines.');
}

function parseLine(line: TextLine) {
  if ('problem' in line) return { ok: false, field: 'line', problem: line.problem, file: undefined } as const;
  return parseManifestLine(line.text);
}

function noteId(options: {
  readonly id: string | undefined;
  readonly line: number;
  readonly source: string;
  readonly lineOfId: Map<string, number>;
  readonly onNote: ScanOptions['onNote'];
}): void {
  const { id, line, lineOfId } = options;
  if (id === undefined) return;
  const earlier = lineOfId.get(id);
  if (earlier === undefined) lineOfId.set(id, line);
  else {
    const reason = `id "${id}" stands on line ${earlier} already`;
    options.onNote?.({ kind: 'duplicate-id', file: options.source, reason });
  }
}

function invalid(file: string, reason: string): ScanFailure {
  return { kind: 'failure', file, code: 'manifest-invalid', reason };
}

import type { FailureCode } from '../core/errors.js';
import type { VideoMetadata } from '../core/media.js';

/** One input that was found, or one that cannot be used, with a stable code. */
export type ScanEntry =
  | {
      readonly kind: 'file';
      /** Absolute. */
      readonly path: string;
      /** Present when a manifest names the file. */
      readonly metadata?: VideoMetadata;
    }
  | ScanFailure;

export interface ScanFailure {
  readonly kind: 'failure';
  /** Absolute path; bytes that are not UTF-8 as `\xNN`; `manifest.jsonl:12` for a bad line of a manifest. */
  readonly file: string;
  readonly code: FailureCode;
  readonly reason: string;
}

/** Something worth knowing that is no failure: nothing that was asked for is missing because of it. */
export interface ScanNote {
  readonly kind: 'ignored-file' | 'folder-seen-before' | 'unknown-field' | 'duplicate-id';
  /** The file, folder, or `manifest.jsonl:12`. */
  readonly file: string;
  readonly reason: string;
}

export interface ScanOptions {
  readonly signal: AbortSignal;
  readonly onNote?: (note: ScanNote) => void;
}

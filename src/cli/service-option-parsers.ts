import { realpathSync, statSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';

const BYTE_UNITS = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 } as const;
const HOUR_MS = 3_600_000;
const TIME_UNITS = { h: HOUR_MS, d: 24 * HOUR_MS, w: 7 * 24 * HOUR_MS } as const;
const LONGEST_MS = 10 * 365 * 24 * HOUR_MS;

/** Parser of a size such as `500MB` or `2GB`, in powers of 1000. @returns bytes */
export function byteSize(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?(B|KB|MB|GB)$/i.exec(text.trim()) ?? [];
  const bytes = Number(amount) * BYTE_UNITS[(unit?.toUpperCase() ?? 'B') as keyof typeof BYTE_UNITS];
  if (unit === undefined || bytes < 1)
    throw new InvalidArgumentError('Expected a size such as 500MB or 2GB.');
  return Math.round(bytes);
}

/** Parser of a time such as `12h`, `30d` or `52w`, ten years at most. @returns milliseconds */
export function lifetime(text: string): number {
  const [, amount, unit] = /^(\d+)(h|d|w)$/.exec(text.trim()) ?? [];
  const ms = Number(amount) * TIME_UNITS[(unit ?? 'h') as keyof typeof TIME_UNITS];
  if (unit === undefined || ms < 1 || ms > LONGEST_MS) {
    throw new InvalidArgumentError('Expected a time such as 12h, 30d or 52w, ten years at most.');
  }
  return ms;
}

/** Parser of the name of a token: something that fits on a line. */
export function tokenName(text: string): string {
  const name = text.trim();
  if (!/^[\p{L}\p{N} ._@-]{1,64}$/u.test(name)) {
    throw new InvalidArgumentError('Expected 1 to 64 letters, digits, spaces or any of . _ @ -');
  }
  return name;
}

/** Parser of a folder that is there, after others. @returns absolute paths without links */
export function existingRoot(text: string, others: readonly string[]): string[] {
  if (statSync(text, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new InvalidArgumentError('Expected a folder that is there.');
  }
  return [...new Set([...others, realpathSync(text)])];
}

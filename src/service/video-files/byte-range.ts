export interface ByteRange {
  readonly start: number;
  /** The last byte, included. */
  readonly end: number;
}

const SINGLE_RANGE = /^bytes=([0-9]{0,15})-([0-9]{0,15})$/i;

/**
 * The part that a `Range` header asks for (RFC 9110, section 14). A header with several parts or that cannot be read is
 * ignored, as the RFC allows: the whole file is sent.
 */
export function byteRange(
  header: string | undefined,
  sizeBytes: number,
): ByteRange | 'whole' | 'unsatisfiable' {
  const [, first = '', last = ''] = SINGLE_RANGE.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return 'whole';
  if (first === '') {
    const count = Math.min(Number(last), sizeBytes);
    return count === 0 ? 'unsatisfiable' : { start: sizeBytes - count, end: sizeBytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== '' && Number(last) < start) return 'whole';
  return start >= sizeBytes ? 'unsatisfiable' : { start, end };
}

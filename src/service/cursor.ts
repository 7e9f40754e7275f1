import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ProblemError } from './problem-error.js';

const CHECKSUM_CHARACTERS = 22;

/** What a page was asked with, all but its cursor: its cursors are refused with anything else. */
export interface PagedRequest {
  /** Id of the operation. */
  readonly operation: string;
  /** Validated parameters; `cursor` among them is not looked at. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The opaque text for a place in the list that a request gives: base64url of JSON with a checksum over both. */
export function writeCursor(request: PagedRequest, place: unknown): string {
  return Buffer.from(JSON.stringify([place, checksum(request, place)])).toString('base64url');
}

/**
 * The place that a cursor stands for. The checksum keeps cursors of other requests and broken ones out; it is no secret,
 * so a place must be harmless whatever it says.
 * @throws ProblemError 400 `invalid-cursor`
 */
export function readCursor<Schema extends z.ZodType>(
  request: PagedRequest,
  { cursor, place }: { readonly cursor: string; readonly place: Schema },
): z.output<Schema> {
  const content = z.tuple([place, z.string()]).safeParse(decoded(cursor));
  if (!content.success) throw invalidCursor('it is no cursor of this service');
  const [found, sum] = content.data;
  if (sum !== checksum(request, found)) {
    throw invalidCursor('it belongs to a request with other parameters, or it was changed');
  }
  return found as z.output<Schema>;
}

function decoded(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function checksum({ operation, parameters }: PagedRequest, place: unknown): string {
  const asked = Object.entries(parameters)
    .filter(([name, value]) => name !== 'cursor' && value !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const text = JSON.stringify([operation, asked, place]);
  return createHash('sha256').update(text).digest('base64url').slice(0, CHECKSUM_CHARACTERS);
}

function invalidCursor(why: string): ProblemError {
  const message = `The cursor cannot be used: ${why}.`;
  return new ProblemError({
    status: 400,
    code: 'invalid-cursor',
    message,
    hint: 'Repeat the request that gave it with the same parameters, or start again without a cursor.',
    errors: [{ path: 'cursor', message }],
  });
}

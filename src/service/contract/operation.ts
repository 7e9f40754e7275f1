import type { z } from 'zod';
import type { Scope } from './system.js';

/** An answer that is no JSON. */
export interface OtherContent {
  readonly contentType: string;
  readonly description: string;
}

/** One operation of the HTTP interface: the routes, the OpenAPI document and the typed client are made from it. */
export interface Operation {
  /** `operationId`, and the name of the method of the client. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With `{name}` for parameters. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Scope of the token that it needs; `none` is open to everybody. */
  readonly scope: Scope | 'none';
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** The body is (or may be) `multipart/form-data` with these parts. */
  readonly multipart?: { readonly file: string; readonly fields: readonly string[] };
  readonly status: 200 | 201 | 202;
  readonly answer: z.ZodType | OtherContent;
  /** Statuses of errors beside those that every operation can have. */
  readonly errors: readonly number[];
}

export function isOtherContent(answer: Operation['answer']): answer is OtherContent {
  return 'contentType' in answer;
}

/** No token, wrong scope or origin, too many requests, a defect, overload or shutdown. */
const COMMON_ERRORS = [401, 403, 429, 500, 503] as const;

/** Every status of a problem that the operation can answer, ascending. */
export function errorStatuses(operation: Operation): number[] {
  const { scope, errors, params, query, body, multipart } = operation;
  const common: readonly number[] = scope === 'none' ? [] : COMMON_ERRORS;
  const takesInput = [params, query, body, multipart].some((part) => part !== undefined);
  const takesBody = body !== undefined || multipart !== undefined;
  // A body may also come too slowly.
  const input = [...(takesInput ? [400] : []), ...(takesBody ? [408] : [])];
  return [...new Set([...common, ...input, ...errors])].sort((left, right) => left - right);
}

import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Problem } from '../contract/problem.js';

const MAXIMUM_FIELDS = 20;
const MESSAGE_LIMIT = 200;
const PATH_LIMIT = 100;

/**
 * Every field that is wrong, when the error says that a request does not fit its schema. Messages of zod name what is
 * expected, not what was sent; names of unknown fields are the caller's own, so they are cut as well.
 */
export function fieldErrors(error: unknown): NonNullable<Problem['errors']> | undefined {
  if (!hasZodFastifySchemaValidationErrors(error)) return undefined;
  return error.validation.slice(0, MAXIMUM_FIELDS).map(({ instancePath, message }) => ({
    path: instancePath.slice(0, PATH_LIMIT),
    message: String(message).slice(0, MESSAGE_LIMIT),
  }));
}

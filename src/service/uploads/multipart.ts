import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';

const MARK = 'takesMultipart';
const FIELD_BYTES = 64 * 1024;
const FIELDS = 8;
/** One more than is taken, so that a second file is refused with words instead of a limit. */
const FILES = 2;
const HEADERS_OF_A_PART = 20;

/** Lets the routes of an app read multipart bodies; any number of calls adds it once. */
export function addMultipart(
  app: FastifyInstance,
  { uploadLimitBytes }: { readonly uploadLimitBytes: number },
): void {
  if (app.hasDecorator(MARK)) return;
  app.decorate(MARK, true);
  app.register(multipart, {
    throwFileSizeLimit: true,
    limits: {
      fileSize: uploadLimitBytes,
      files: FILES,
      fields: FIELDS,
      parts: FIELDS + FILES,
      fieldSize: FIELD_BYTES,
      fieldNameSize: 100,
      headerPairs: HEADERS_OF_A_PART,
    },
  });
}

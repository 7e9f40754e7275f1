import { existsSync } from 'node:fs';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const HASHED = /[/\\]assets[/\\]/;

/** Serves the built page. @returns whether there is one. */
export async function addPage(app: FastifyInstance, folder: string | undefined): Promise<boolean> {
  if (folder === undefined || !existsSync(join(folder, 'index.html'))) return false;
  await app.register(staticFiles, {
    root: folder,
    // Each file is a route of its own: nothing that a path says can lead out of the folder.
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      // The names of assets change with their content.
      reply.header('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return true;
}

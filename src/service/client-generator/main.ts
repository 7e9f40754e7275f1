import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openApiDocument } from '../openapi.js';
import { clientText } from './client-text.js';

// The document's own version does not change the client.
const document = await openApiDocument({ version: '0' });
await writeFile(
  fileURLToPath(new URL('../../../../src/client/generated.ts', import.meta.url)),
  clientText(document),
);

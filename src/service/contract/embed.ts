import { z } from 'zod';

/** Answer of `POST /v1/embed`; nothing is stored. */
export const embedding = z
  .object({
    spaceId: z.string(),
    dimension: z.number().int(),
    token: z.array(z.number()).describe('Unit vector'),
    readOut: z.string().describe('What the decoder reads out of it'),
    clusterId: z.number().int().nullable(),
    tokenClusterId: z.number().int().nullable(),
    durationSeconds: z.number().nullable(),
    contentHash: z.string(),
    storedAs: z.string().nullable().describe('Id of a stored video with the same bytes'),
  })
  .meta({ id: 'Embedding' });
export type Embedding = z.infer<typeof embedding>;

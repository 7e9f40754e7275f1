import { z } from 'zod';

export const health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });
export const readiness = z
  .object({
    ready: z.boolean(),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  })
  .meta({ id: 'Readiness' });

export const SCOPES = ['read', 'write', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** What this service can do, for clients that adapt. */
export const serviceInfo = z
  .object({
    version: z.string(),
    videos: z.number().int(),
    withToken: z.number().int(),
    space: z.object({ id: z.string(), dimension: z.number().int() }).nullable(),
    clusters: z.number().int(),
    canSearchByMeaning: z.boolean(),
    canUpload: z.boolean(),
    isMapReady: z.boolean(),
    recommenders: z.array(z.string()).describe('Trained ones, beside dreamumm'),
    roots: z.number().int().describe('Folders from which paths may be added'),
    uploadLimitBytes: z.number().int(),
    scopes: z.array(z.enum(SCOPES)).describe('Of the caller'),
    index: z.enum(['memory', 'lancedb']).describe('What answers searches for similar videos'),
  })
  .meta({ id: 'ServiceInfo' });
export type ServiceInfo = z.infer<typeof serviceInfo>;

export const session = z
  .object({
    scopes: z.array(z.enum(SCOPES)),
    expiresAt: z
      .string()
      .nullable()
      .describe('ISO 8601; null where requests need no token, so that no cookie is set'),
  })
  .meta({ id: 'Session' });
export const endedSession = z.object({ ended: z.boolean() }).meta({ id: 'EndedSession' });

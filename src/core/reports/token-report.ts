import { z } from 'zod';

/** A bearer token, without its secret. Times are ISO 8601. */
export const tokenSummary = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.enum(['read', 'write', 'admin']),
  createdAt: z.string(),
  /** Null when it never expires. */
  expiresAt: z.string().nullable(),
  /** Null when it was never used. */
  lastUsedAt: z.string().nullable(),
  isExpired: z.boolean(),
});
export type TokenSummary = z.infer<typeof tokenSummary>;

/** `vidtoken token create --json`. */
export const tokenCreateReport = tokenSummary.extend({
  /** The whole token: it is shown once and stored nowhere. */
  token: z.string(),
});
export type TokenCreateReport = z.infer<typeof tokenCreateReport>;

/** `vidtoken token list --json`: oldest first. */
export const tokenListReport = z.object({ tokens: z.array(tokenSummary) });
export type TokenListReport = z.infer<typeof tokenListReport>;

/** `vidtoken token revoke --json`. */
export const tokenRevokeReport = z.object({ revoked: tokenSummary });
export type TokenRevokeReport = z.infer<typeof tokenRevokeReport>;

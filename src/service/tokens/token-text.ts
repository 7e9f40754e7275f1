import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const ID_BYTES = 6;
const SECRET_BYTES = 32;
const TOKEN = /^vidtoken_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

export interface TokenParts {
  readonly id: string;
  readonly secret: string;
}

/** A new token: an id that may be shown, and 256 random bits. */
export function newToken(): TokenParts & { readonly text: string } {
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { id, secret, text: `vidtoken_${id}_${secret}` };
}

/** Undefined for what is no token at all. */
export function parseToken(text: string): TokenParts | undefined {
  const [, id, secret] = TOKEN.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/**
 * What is stored instead of a secret. One SHA-256 is right here: slow hashes with a salt protect passwords, which can
 * be guessed; nobody guesses 256 random bits, and each request is checked.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** In a time that does not tell how much of the hash is right. */
export function isSecret(secret: string, hash: string): boolean {
  const expected = Buffer.from(hash, 'hex');
  const actual = createHash('sha256').update(secret).digest();
  return expected.length === actual.length && timingSafeEqual(actual, expected);
}

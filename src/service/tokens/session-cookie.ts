const NAME = 'vidtoken_session';
const VALUE = /^[A-Za-z0-9_-]{43}$/;

/** The session id of a `Cookie` header. */
export function sessionOfCookie(header: string | undefined): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [name, value] = part.trim().split('=', 2);
    if (name === NAME && value !== undefined && VALUE.test(value)) return value;
  }
  return undefined;
}

/** A `Set-Cookie` header; without an id it removes the cookie. No script reads it and no other site sends it. */
export function sessionCookie(id: string | undefined, { isSecure }: { readonly isSecure: boolean }): string {
  const parts = [`${NAME}=${id ?? ''}`, 'Path=/', 'HttpOnly', 'SameSite=Strict'];
  if (isSecure) parts.push('Secure');
  if (id === undefined) parts.push('Max-Age=0');
  return parts.join('; ');
}

/** Does an `If-None-Match` header name this entity tag? Weak comparison (RFC 9110, section 13.1.2). */
export function hasEntityTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((text) => {
    const tag = text.trim();
    return tag === '*' || tag.replace(/^W\//, '') === etag;
  });
}

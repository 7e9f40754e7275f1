/** A command for a shell that asks for the videos similar to one. */
export function similarCurl(origin: string, id: string, needsToken: boolean): string {
  // encodeURIComponent leaves the quote that would end the shell's text.
  const path = `/v1/videos/${encodeURIComponent(id).replaceAll("'", '%27')}/similar?k=12&explain=true`;
  const header = needsToken ? ' -H "authorization: Bearer $VIDTOKEN_TOKEN"' : '';
  return `curl -s${header} '${origin}${path}'`;
}

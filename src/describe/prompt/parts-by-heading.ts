const HEADING = /^## (?<name>[a-z][a-z-]*)$/;

/** The lines under each `## name` heading; text before the first heading is a comment. */
export function partsByHeading(body: string): ReadonlyMap<string, readonly string[]> {
  const parts = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of body.split('\n')) {
    const name = HEADING.exec(line)?.groups?.name;
    if (name === undefined) {
      current?.push(line);
    } else {
      current = [];
      parts.set(name, current);
    }
  }
  return parts;
}

const REFERENCE = '#/components/schemas/';

/** The schemas that something refers to, directly or through another one; zod gives each of them twice, as input and as output. */
export function usedSchemas<Schema>(
  paths: object,
  schemas: Readonly<Record<string, Schema>>,
): Record<string, Schema> {
  const used = new Set<string>();
  const visit = (part: unknown): void => {
    for (const name of referencesIn(part)) {
      if (used.has(name)) continue;
      used.add(name);
      visit(schemas[name]);
    }
  };
  visit(paths);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
}

function referencesIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' && value.startsWith(REFERENCE)
      ? [value.slice(REFERENCE.length)]
      : referencesIn(value),
  );
}

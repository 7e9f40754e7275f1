import type { JsonSchema } from '../openapi.js';

/**
 * A JSON schema (2020-12, what zod writes) as the text of a TypeScript type.
 * @throws RangeError for a keyword that it does not know: a wrong type would be worse
 */
export function typeText(schema: JsonSchema): string {
  const reference = schema.$ref;
  if (typeof reference === 'string') return nameOf(reference);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return union(schema.enum.map((value) => JSON.stringify(value)));
  const options = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(options)) return union(options.map((option) => typeText(option as JsonSchema)));
  if (Array.isArray(schema.allOf)) {
    return schema.allOf.map((part) => typeText(part as JsonSchema)).join(' & ');
  }
  const { type } = schema;
  if (Array.isArray(type)) return union(type.map((each) => typeText({ ...schema, type: each })));
  return plainType(schema, type);
}

function plainType(schema: JsonSchema, type: unknown): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return `readonly ${grouped(typeText((schema.items ?? {}) as JsonSchema))}[]`;
    case 'object':
      return objectType(schema);
    case undefined:
      return 'unknown';
    default:
      throw new RangeError(
        `The schema ${JSON.stringify(schema).slice(0, 200)} has the unknown type ${type}.`,
      );
  }
}

function objectType(schema: JsonSchema): string {
  const properties = schema.properties as Readonly<Record<string, JsonSchema>> | undefined;
  const additional = schema.additionalProperties;
  if (properties === undefined) {
    const values = typeof additional === 'object' ? typeText(additional as JsonSchema) : 'unknown';
    return `Readonly<Record<string, ${values}>>`;
  }
  return `{\n${fieldLines(properties, (schema.required ?? []) as readonly string[]).join('\n')}\n}`;
}

/** `readonly name?: type;` lines with their descriptions. */
export function fieldLines(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
): string[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const { description } = property;
    const optional = required.includes(name) ? '' : '?';
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    return [
      ...(typeof description === 'string' ? [`/** ${description.replaceAll('*/', '* /')} */`] : []),
      `readonly ${key}${optional}: ${typeText(property)};`,
    ];
  });
}

/** Name of a component; inputs that equal outputs share their name. */
export function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function union(parts: readonly string[]): string {
  return [...new Set(parts)].join(' | ');
}

function grouped(text: string): string {
  return / [|&] /.test(text) || text.startsWith('readonly ') ? `(${text})` : text;
}

import type { JsonSchema, OpenApiDocument, OpenApiOperation } from '../openapi.js';
import { fieldLines, typeText } from './type-text.js';

interface DescribedOperation extends OpenApiOperation {
  readonly method: string;
  readonly path: string;
}

/** The text of `src/client/generated.ts`: the types of all components, and what the client must know of each operation. */
export function clientText(document: OpenApiDocument): string {
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
  );
  return [
    '// Made from the OpenAPI document by `npm run generate-client`; a test compares the two.',
    ...usedComponents(document, described).map(
      ([name, schema]) => `${comment(schema)}export ${declaration(name, schema)}`,
    ),
    `/** What each operation takes: parameters of path and query, and its body. */\nexport interface OperationInputs {\n${described
      .map((operation) => `readonly ${operation.operationId}: ${inputType(operation)};`)
      .join('\n')}\n}`,
    `/** What each operation answers. */\nexport interface OperationAnswers {\n${described
      .map((operation) => `readonly ${operation.operationId}: ${answerType(operation)};`)
      .join('\n')}\n}`,
    `/** How each operation is called. */\nexport const OPERATIONS = {\n${described.map(callLine).join('\n')}\n} as const;`,
    '',
  ].join('\n\n');
}

function comment({ description }: JsonSchema): string {
  return typeof description === 'string' ? `/** ${description} */\n` : '';
}

function declaration(name: string, schema: JsonSchema): string {
  const text = typeText(schema);
  return text.startsWith('{') ? `interface ${name} ${text}` : `type ${name} = ${text};`;
}

function inputType(operation: DescribedOperation): string {
  const parameters = operation.parameters ?? [];
  const required = parameters.filter((parameter) => parameter.required === true).map(({ name }) => name);
  const lines = fieldLines(
    Object.fromEntries(parameters.map(({ name, schema }) => [name, parameterOf(schema)])),
    required,
  );
  const content = operation.requestBody?.content ?? {};
  const json = content['application/json']?.schema;
  const multipart = content['multipart/form-data']?.schema;
  const own = (fields: readonly string[]): string =>
    lines.length + fields.length === 0
      ? 'Readonly<Record<string, never>>'
      : `{ ${[...lines, ...fields].join('\n')} }`;
  if (multipart === undefined) return own(json === undefined ? [] : [`readonly body: ${typeText(json)};`]);
  const parts = multipart.properties as Readonly<Record<string, JsonSchema>>;
  const form = own(
    Object.entries(parts).map(([name, part]) =>
      'contentMediaType' in part ? `readonly ${name}: Blob;` : `readonly ${name}?: string;`,
    ),
  );
  return json === undefined ? form : `${form} | { readonly body: ${typeText(json)} }`;
}

/** Flags travel as the words `true` and `false`. */
function parameterOf(schema: JsonSchema): JsonSchema {
  const words = schema.enum;
  const isFlag = Array.isArray(words) && words.join() === 'true,false';
  const { description } = schema;
  return isFlag ? { type: 'boolean', ...(description === undefined ? {} : { description }) } : schema;
}

function successOf(operation: DescribedOperation) {
  return Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1].content ?? {};
}

function answerType(operation: DescribedOperation): string {
  const json = successOf(operation)['application/json'];
  return json === undefined ? 'Response' : typeText(json.schema);
}

function callLine(operation: DescribedOperation): string {
  const parameters = operation.parameters ?? [];
  const names = (place: string): string =>
    JSON.stringify(parameters.filter((parameter) => parameter.in === place).map(({ name }) => name));
  const isJson = 'application/json' in successOf(operation);
  return `${operation.operationId}: { method: '${operation.method.toUpperCase()}', path: '${operation.path}', inPath: ${names('path')}, inQuery: ${names('query')}, isJson: ${isJson} },`;
}

/** Components that an operation refers to, and those that they refer to, by name. */
function usedComponents(
  { components: { schemas } }: OpenApiDocument,
  described: readonly DescribedOperation[],
): [string, JsonSchema][] {
  const used = new Set<string>();
  const visit = (value: unknown): void => {
    for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (name === undefined || used.has(name)) continue;
      used.add(name);
      visit(schemas[name] ?? {});
    }
  };
  visit(described);
  return [...used].sort().map((name) => [name, schemas[name] ?? {}]);
}

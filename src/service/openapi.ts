import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import {
  createJsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { isOtherContent, type Operation } from './contract/operation.js';
import { operations } from './contract/operations.js';
import { usedSchemas } from './platform/used-schemas.js';
import { addRoute } from './route.js';

/** An OpenAPI 3.1 document, as far as this project reads it. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: 'path' | 'query';
    readonly required?: boolean;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>> }>
  >;
}

export type JsonSchema = { readonly [key: string]: unknown };

/** Lets Fastify validate and document with zod. Call it before the routes. */
export async function addOpenApi(
  app: FastifyInstance,
  { version }: { readonly version: string },
): Promise<void> {
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'vidtoken',
        version,
        description:
          'Similar videos, search, recommendations and embeddings over video tokens. Errors are RFC 9457 problems with a stable `code`.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    transform: createJsonSchemaTransform({}),
    transformObject: (document) => completed(jsonSchemaTransformObject(document) as Completed),
  });
}

type Completed = ReturnType<typeof jsonSchemaTransformObject> & {
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
};

/** What Fastify cannot say: bodies that are multipart, answers that are no JSON, and who may call. */
function completed(document: Completed): Completed {
  const paths = structuredClone(document.paths ?? {}) as Record<
    string,
    Record<string, Record<string, unknown>>
  >;
  for (const operation of Object.values<Operation>(operations)) {
    const entry = paths[operation.path]?.[operation.method.toLowerCase()];
    if (entry === undefined) continue;
    if (operation.scope !== 'none') {
      entry.security = [{ token: [] }, {}];
      entry.description = `Scope of the token: ${operation.scope}.`;
    }
    if (operation.multipart !== undefined) entry.requestBody = multipartBody(operation);
    if (isOtherContent(operation.answer)) {
      const { contentType, description } = operation.answer;
      const schema = { type: 'string' };
      entry.responses = {
        [operation.status]: { description, content: { [contentType]: { schema } } },
        ...(entry.responses as object),
      };
    }
  }
  const schemas = usedSchemas(paths, document.components?.schemas ?? {});
  return { ...document, paths, components: { ...document.components, schemas } } as Completed;
}

function multipartBody({ body, multipart }: Operation): object {
  const fields = Object.fromEntries((multipart?.fields ?? []).map((name) => [name, { type: 'string' }]));
  const file = multipart?.file ?? 'file';
  const schema = {
    type: 'object',
    properties: { [file]: { type: 'string', contentMediaType: 'application/octet-stream' }, ...fields },
    required: [file],
  };
  return {
    required: true,
    content: {
      'multipart/form-data': { schema },
      ...(body === undefined
        ? {}
        : { 'application/json': { schema: { $ref: `#/components/schemas/${body.meta()?.id}Input` } } }),
    },
  };
}

/** The document of the whole interface, without a service behind it. */
export async function openApiDocument(options: { readonly version: string }): Promise<OpenApiDocument> {
  const app = Fastify();
  await addOpenApi(app, options);
  for (const operation of Object.values<Operation>(operations)) {
    addRoute(app, operation, () => Promise.reject(new Error('There is no service behind this document.')));
  }
  await app.ready();
  const document = app.swagger() as unknown as OpenApiDocument;
  await app.close();
  return document;
}

import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { LightMyRequestResponse } from 'fastify';
import type { OpenApiDocument } from '../../../src/service/openapi.js';

/** Says what is wrong with an answer by the OpenAPI document that the service itself gives. */
export interface AnswerChecker {
  /** Statuses that the document names for an operation. */
  statuses(operationId: string): number[];
  /** Ids of all operations. */
  readonly operationIds: readonly string[];
  /** Undefined when the answer is as the document says. */
  fault(operationId: string, answer: LightMyRequestResponse): string | undefined;
  /** The same for an answer that came in another way. */
  faultOf(operationId: string, answer: PlainAnswer): string | undefined;
}

interface PlainAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export function answerChecker(document: OpenApiDocument): AnswerChecker {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema({ $id: 'openapi', components: document.components });
  const operations = new Map(
    Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .map((operation) => [operation.operationId, operation]),
  );
  const responsesOf = (operationId: string) => {
    const operation = operations.get(operationId);
    if (operation === undefined) throw new RangeError(`The document has no operation ${operationId}.`);
    return operation.responses;
  };
  const faultOf = (operationId: string, { status, contentType, body }: PlainAnswer): string | undefined => {
    const response = responsesOf(operationId)[status];
    if (response === undefined) return `status ${status} is not in the document`;
    const type = contentType.replace(/;.*/, '');
    const content = Object.entries(response.content ?? {}).find(([pattern]) => matches(pattern, type));
    if (content === undefined) return `content type "${type}" is not in the document`;
    const [, { schema }] = content;
    if (!type.endsWith('json')) return undefined;
    const validate = ajv.compile(referringTo('openapi', schema));
    return validate(JSON.parse(body)) ? undefined : ajv.errorsText(validate.errors);
  };
  return {
    operationIds: [...operations.keys()],
    statuses: (operationId) => Object.keys(responsesOf(operationId)).map(Number),
    faultOf,
    fault: (operationId, { statusCode, headers, body }) =>
      faultOf(operationId, { status: statusCode, contentType: String(headers['content-type'] ?? ''), body }),
  };
}

function matches(pattern: string, type: string): boolean {
  return pattern === type || (pattern.endsWith('/*') && type.startsWith(pattern.slice(0, -1)));
}

/** References of a schema that stands outside the document lead into it. */
function referringTo(id: string, schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', `"${id}#/components/`)) as object;
}

import { OPERATIONS, type OperationAnswers, type OperationInputs, type Problem } from './generated.js';
import { ProblemError } from './problem-error.js';

export type OperationId = keyof typeof OPERATIONS;

/** Parameters of path and query are optional as a whole where none is needed. */
type Arguments<Id extends OperationId> =
  Readonly<Record<string, never>> extends OperationInputs[Id]
    ? [input?: OperationInputs[Id], options?: CallOptions]
    : [input: OperationInputs[Id], options?: CallOptions];

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Lets the request outlive the page. */
  readonly keepalive?: boolean;
}

export interface ClientOptions {
  /** Address of the service, without a path. Default: where the page came from. */
  readonly baseUrl?: string;
  /** Bearer token, `vidtoken token create`. Asked for with each call, so that it may change. */
  readonly token?: string | (() => string | undefined);
  /** Default: the global one. */
  readonly fetch?: typeof fetch;
}

/** One method for each operation, and the addresses of those that a browser loads by itself. */
export type Client = {
  readonly [Id in OperationId]: (...input: Arguments<Id>) => Promise<OperationAnswers[Id]>;
} & {
  readonly url: { readonly [Id in OperationId]: (input: OperationInputs[Id]) => string };
};

type Values = Readonly<Record<string, unknown>>;

/**
 * A client of the HTTP interface, for Node and for browsers. Operations that answer no JSON give the `Response`.
 * Every method throws ProblemError when the service refuses, and what `fetch` throws when it cannot be reached.
 */
export function createClient(options: ClientOptions = {}): Client {
  const { baseUrl = '', token } = options;
  const call = async (
    id: OperationId,
    input: Values,
    { signal, keepalive }: CallOptions,
  ): Promise<unknown> => {
    const bearer = typeof token === 'function' ? token() : token;
    const { body, type } = bodyOf(id, input);
    const response = await (options.fetch ?? fetch)(addressOf(baseUrl, id, input), {
      method: OPERATIONS[id].method,
      headers: {
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        ...(type === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
      ...(keepalive === undefined ? {} : { keepalive }),
    });
    if (!response.ok) throw await problemOf(response);
    return OPERATIONS[id].isJson ? response.json() : response;
  };
  const ids = Object.keys(OPERATIONS) as OperationId[];
  return {
    ...Object.fromEntries(
      ids.map((id) => [id, (input: Values = {}, each: CallOptions = {}) => call(id, input, each)]),
    ),
    url: Object.fromEntries(ids.map((id) => [id, (input: Values) => addressOf(baseUrl, id, input)])),
  } as unknown as Client;
}

function addressOf(baseUrl: string, id: OperationId, input: Values): string {
  const { path, inPath, inQuery } = OPERATIONS[id];
  let filled: string = path;
  for (const name of inPath) filled = filled.replace(`{${name}}`, encodeURIComponent(String(input[name])));
  const query = new URLSearchParams();
  for (const name of inQuery) if (input[name] !== undefined) query.set(name, String(input[name]));
  return `${baseUrl}${filled}${query.size === 0 ? '' : `?${query}`}`;
}

/** JSON, or a form whose file comes last: the service has read the other parts when the bytes arrive. */
function bodyOf(
  id: OperationId,
  input: Values,
): { readonly body?: string | FormData; readonly type?: string } {
  if (input.body !== undefined) return { body: JSON.stringify(input.body), type: 'application/json' };
  const named: readonly string[] = [...OPERATIONS[id].inPath, ...OPERATIONS[id].inQuery];
  const parts = Object.entries(input).filter(([name, value]) => value !== undefined && !named.includes(name));
  if (parts.length === 0) return {};
  const form = new FormData();
  for (const [name, value] of parts) if (!(value instanceof Blob)) form.append(name, String(value));
  for (const [name, value] of parts) if (value instanceof Blob) form.append(name, value);
  return { body: form };
}

async function problemOf(response: Response): Promise<ProblemError> {
  const text = await response.text();
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ProblemError(
    parsed(text) ?? {
      type: 'about:blank',
      title: response.statusText,
      status: response.status,
      code: 'unexpected-answer',
      detail: `The service answered with status ${response.status} and no problem document.`,
      instance: response.headers.get('x-request-id') ?? '',
    },
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}

function parsed(text: string): Problem | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'code' in value ? (value as Problem) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

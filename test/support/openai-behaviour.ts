export type RefusableParameter =
  | 'json_schema'
  | 'json_object'
  | 'max_tokens'
  | 'max_completion_tokens'
  | 'temperature';

/** What the test server does with one request. */
export type Behaviour =
  /** A full answer; `content` replaces what is made up from the request, a value is sent as JSON. */
  | {
      readonly kind: 'ok';
      readonly content?: unknown;
      readonly usage?: 'missing';
      readonly finishReason?: string;
    }
  /** Takes the request and never answers. */
  | { readonly kind: 'stall' }
  | { readonly kind: 'drop-before-headers' }
  /** Headers and half of the body, then the connection is cut. */
  | { readonly kind: 'drop-within-body' }
  | {
      readonly kind: 'rate-limited';
      /** `Retry-After`, as it is sent. */
      readonly retryAfter?: string;
      readonly retryAfterMs?: string;
      /** `Date`, as it is sent; the server's own otherwise. */
      readonly date?: string;
    }
  | { readonly kind: 'server-error'; readonly status?: number }
  /** A whole HTTP body that is half a JSON text. */
  | { readonly kind: 'truncated-body' }
  /** An answer that ends within its JSON although it is said to be complete. */
  | { readonly kind: 'truncated-json' }
  | { readonly kind: 'length' }
  | { readonly kind: 'wrong-schema' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'no-choices' }
  /** Through the field for it. */
  | { readonly kind: 'refusal' }
  /** In words, as if it were a description. */
  | { readonly kind: 'refusal-in-words' }
  | { readonly kind: 'content-filter' }
  /** Default 10 MB. */
  | { readonly kind: 'huge'; readonly bytes?: number }
  | { readonly kind: 'wrong-content-type' }
  /** A whole answer, a few bytes at a time, without end to its patience. */
  | { readonly kind: 'slow-drip'; readonly bytes?: number; readonly everyMs?: number }
  /** Refuses requests that use one of the parameters, and answers the others. */
  | {
      readonly kind: 'refuse-parameters';
      readonly parameters: readonly RefusableParameter[];
      /** Whose way of saying it. Default `openai`. */
      readonly dialect?: 'openai' | 'fastapi';
    }
  /** Anything else. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

/** Answers that the endpoint would charge for. */
const PAID: ReadonlySet<Behaviour['kind']> = new Set<Behaviour['kind']>([
  'ok',
  'drop-within-body',
  'truncated-body',
  'truncated-json',
  'length',
  'wrong-schema',
  'empty',
  'no-choices',
  'refusal',
  'refusal-in-words',
  'content-filter',
  'huge',
  'slow-drip',
]);

export function isPaid({ kind }: Behaviour): boolean {
  return PAID.has(kind);
}

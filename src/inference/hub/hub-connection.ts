import { messageOf, VidtokenError } from '../../core/errors.js';

/** Where models are downloaded from. */
export interface HubConnection {
  /** Default: the public hub. */
  readonly endpoint?: string;
  /** For gated models. Only sent to the endpoint itself; never logged or stored. */
  readonly token?: string;
}

const PUBLIC_HUB = 'https://huggingface.co';
const MAXIMUM_REDIRECTS = 5;

/** An address below the endpoint. @throws VidtokenError `configuration` for an endpoint that cannot be used */
export function hubAddress({ endpoint }: HubConnection, path: string): URL {
  const base = URL.parse((endpoint ?? PUBLIC_HUB).replace(/\/+$/, ''));
  const isUsable = base !== null && isWeb(base) && base.username === '' && base.password === '';
  if (!isUsable) {
    throw new VidtokenError({
      code: 'configuration',
      message: 'The address of the model hub cannot be used.',
      hint: 'Set HF_ENDPOINT to an http:// or https:// address without a user name, or unset it.',
    });
  }
  return new URL(`${base.href.replace(/\/+$/, '')}/${path}`);
}

/**
 * Asks for an address and follows up to 5 redirections, only to http(s), never from https to http. The token stays with
 * the endpoint: storage servers get their own signed addresses.
 *
 * @returns an answer of any status that is no redirection
 * @throws VidtokenError `download-failed` for a dropped connection and a bad redirection; the signal's reason
 */
export async function hubRequest(
  address: URL,
  options: {
    readonly connection: HubConnection;
    readonly headers?: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
  },
): Promise<Response> {
  const { connection, signal } = options;
  const home = hubAddress(connection, '').origin;
  let current = address;
  for (let hops = 0; hops <= MAXIMUM_REDIRECTS; hops += 1) {
    const isHome = current.origin === home;
    const response = await fetchOnce(current, {
      redirect: 'manual',
      signal,
      headers: {
        'accept-encoding': 'identity',
        ...options.headers,
        ...(isHome && connection.token !== undefined ? { authorization: `Bearer ${connection.token}` } : {}),
      },
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    current = redirected(current, location);
  }
  throw downloadFailed(address, `it redirects more than ${MAXIMUM_REDIRECTS} times`);
}

async function fetchOnce(
  address: URL,
  init: RequestInit & { readonly signal: AbortSignal },
): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    init.signal.throwIfAborted();
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw downloadFailed(address, messageOf(cause), { cause: error, retryable: true });
  }
}

function redirected(from: URL, location: string): URL {
  const next = URL.parse(location, from.href);
  if (next === null || !isWeb(next) || (from.protocol === 'https:' && next.protocol !== 'https:')) {
    throw downloadFailed(from, 'it redirects to an address that is not safe to follow');
  }
  return next;
}

function isWeb({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:';
}

/** @param address only its host and path are told: the rest may be a signature */
export function downloadFailed(
  address: URL,
  reason: string,
  options: { readonly cause?: unknown; readonly retryable?: boolean } = {},
): VidtokenError {
  return new VidtokenError({
    code: 'download-failed',
    message: `${address.host}${address.pathname} could not be downloaded: ${reason}.`,
    hint: 'Run the same command again: what has arrived is kept. Behind a proxy or mirror, set HF_ENDPOINT.',
    facts: { host: address.host },
    ...options,
  });
}

/** @throws VidtokenError `download-failed` unless the answer is a success */
export async function requireSuccess(address: URL, response: Response): Promise<void> {
  if (response.ok) return;
  await response.body?.cancel();
  const { status } = response;
  const busy = status === 408 || status === 429 || status >= 500;
  throw downloadFailed(address, `the server answered ${status} (${MEANINGS[status] ?? 'unexpected'})`, {
    retryable: busy,
  });
}

const MEANINGS: Readonly<Record<number, string>> = {
  401: 'no such model, or it is gated and needs HF_TOKEN',
  403: 'the token in HF_TOKEN may not read it',
  404: 'no such model, revision or file',
  429: 'too many requests; wait a while',
};

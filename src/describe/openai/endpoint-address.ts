import { VidtokenError } from '../../core/errors.js';

/** Where calls go. */
export interface EndpointAddress {
  /** Without query, as the client wants it. */
  readonly baseUrl: string;
  readonly query: Readonly<Record<string, string>>;
  /** Host and path for messages: nothing that may be a secret. */
  readonly shown: string;
}

export const OPENAI_BASE_URL = 'https://api.openai.com/v1';

/**
 * Takes a base URL apart.
 * @throws VidtokenError `configuration` when it is not an address or carries a user name or a password, which `fetch`
 *   refuses; the message does not repeat it
 */
export function endpointAddress(baseUrl: string): EndpointAddress {
  if (!/^https?:\/\//i.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw invalidAddress('is not an address that begins with http:// or https://');
  }
  const url = new URL(baseUrl);
  if (url.username !== '' || url.password !== '') throw invalidAddress('carries a user name or a password');
  const shown = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  return { baseUrl: shown, query: Object.fromEntries(url.searchParams), shown };
}

function invalidAddress(reason: string): VidtokenError {
  return new VidtokenError({
    code: 'configuration',
    message: `The base URL of the endpoint ${reason}.`,
    hint: 'Set OPENAI_BASE_URL to an address such as http://127.0.0.1:8000/v1, and the key to OPENAI_API_KEY.',
  });
}

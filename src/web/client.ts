import { createClient, ProblemError } from '../client/index.js';
import { askForToken } from './session.js';

const UNAUTHORISED = 401;

/**
 * The service that this page came from. Where it wants a token, the browser sends the cookie of the session; without one the sign-in
 * panel opens.
 */
export const client = createClient({
  fetch: async (input, init) => {
    const response = await fetch(input, init);
    if (response.status === UNAUTHORISED) askForToken();
    return response;
  },
});

/** Whether the service refused with this code, such as `no-map`. */
export function isProblem(error: unknown, code: string): error is ProblemError {
  return error instanceof ProblemError && error.code === code;
}

import { type ReadonlySignal, signal } from '@preact/signals';

/** Only that somebody signed in, never the token. */
const KEY = 'vidtoken-signed-in';

const refused = signal(false);

/** The service wants a token, or another one. */
export const needsToken: ReadonlySignal<boolean> = refused;

export function askForToken(): void {
  refused.value = true;
}

/** The service has taken the token and set its cookie, which no script can read. */
export function signedIn(): void {
  sessionStorage.setItem(KEY, 'yes');
  refused.value = false;
}

/** Commands for a shell have to send a token. */
export function usesToken(): boolean {
  return sessionStorage.getItem(KEY) !== null;
}

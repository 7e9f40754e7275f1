import { basename } from 'node:path';
import { VidtokenError } from '../../core/errors.js';

/** A file that is not what its name says, as a whole: nothing of it is used. */
export function unreadableFile(
  file: string,
  { reason, hint, cause }: { readonly reason: string; readonly hint: string; readonly cause?: unknown },
): VidtokenError {
  return new VidtokenError({
    code: 'invalid-value',
    message: `${basename(file)} cannot be read: ${reason}.`,
    hint,
    facts: { file },
    ...(cause === undefined ? {} : { cause }),
  });
}

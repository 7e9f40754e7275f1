import type { EncoderKind, ItemOf, OptionsOf } from '../encoders/open-encoder.js';
import type { ErrorMessage } from './error-message.js';

/** What a thread is started with: the one model that it holds. */
export interface WorkerStart<Kind extends EncoderKind> {
  readonly kind: Kind;
  readonly options: OptionsOf<Kind>;
}

/** Asks for the rows of some items, or to free the model. Requests are answered in their order. */
export type WorkerRequest<Kind extends EncoderKind> =
  | { readonly callId: number; readonly items: readonly ItemOf<Kind>[] }
  | { readonly callId: number; readonly dispose: true };

/** Freeing a model gives no rows. */
export type WorkerAnswer =
  | { readonly callId: number; readonly rows: readonly Float32Array<ArrayBuffer>[] }
  | { readonly callId: number; readonly error: ErrorMessage };

import type { Job } from '../../../client/index.js';
import type { UploadPhase } from './upload-queue.js';

type State = UploadPhase | Job['state'];

const WORDS: Readonly<Record<State, string>> = {
  waiting: 'waits',
  sending: 'sending',
  held: 'held',
  working: 'working',
  queued: 'queued',
  running: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** A state as a small coloured word. */
export function StateMark({ state }: { readonly state: State }) {
  return <span class={`state-word state-word-${state}`}>{WORDS[state]}</span>;
}

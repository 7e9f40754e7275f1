import type { InteractionReader } from './interaction-reader.js';
import { recboleInter } from './recbole-inter.js';
import { watchLog } from './watch-log.js';

/** Readers of interactions by id; files are offered to them in this order. */
export const INTERACTION_READERS = {
  'recbole-inter': recboleInter,
  'watch-log': watchLog,
} as const satisfies Readonly<Record<string, InteractionReader>>;
export type InteractionReaderId = keyof typeof INTERACTION_READERS;

/** The reader whose kind of file this name belongs to. */
export function findInteractionReader(fileName: string): InteractionReaderId | undefined {
  const ids = Object.keys(INTERACTION_READERS) as InteractionReaderId[];
  return ids.find((id) => INTERACTION_READERS[id].recognises(fileName));
}

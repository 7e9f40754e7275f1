import { VidtokenError } from '../../src/core/errors.js';
import type { Watch } from './watch.js';

const DAY_MS = 86_400_000;

/** 2^(−age / half-life); 1 where nothing decays. */
export function decayFactor(ageMs: number, halfLifeDays: number | undefined): number {
  return halfLifeDays === undefined ? 1 : 2 ** (-ageMs / (halfLifeDays * DAY_MS));
}

/** @throws VidtokenError `invalid-value` when the watch has no time: a decay cannot be guessed. */
export function watchTime(watch: Watch): number {
  if (watch.atMs !== undefined) return watch.atMs;
  throw new VidtokenError({
    code: 'invalid-value',
    message: `The watch of ${watch.itemId} has no time, which a decay needs.`,
    hint: 'Give every watch a time, or leave the half-life out.',
    facts: { itemId: watch.itemId },
  });
}

import type { VideoTokenConfig } from './config.js';

/** Knobs that change what is saved or reported, but no number of the model: they are not part of its identity. */
const REPORTING_KNOBS: readonly string[] = [
  'checkpointEverySteps',
  'withoutTokenBaseline',
  'retrievalVideos',
] satisfies (keyof VideoTokenConfig)[];

/** The knobs that decide which numbers a run computes, ordered by name. */
export function decisiveKnobs(config: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(config)
    .filter(([name]) => !REPORTING_KNOBS.includes(name))
    .sort(([left], [right]) => (left < right ? -1 : 1));
}

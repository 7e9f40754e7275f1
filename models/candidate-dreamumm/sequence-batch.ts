import { type PreferenceOptions, preferenceScore } from '../dreamumm/preference-score.js';
import { countedSeconds, knownDuration, type Watch } from '../dreamumm/watch.js';

/** Numbers that describe a watch beside the token: watch ratio, whether the duration is known, preference a. */
export const EVENT_FEATURES = 3;

/** Numbers that describe a watch beside a candidate: cosine c, preference a − ½, their product, watch ratio, recency. */
export const PAIR_FEATURES = 5;

/** What f_seq computes on: candidates, each with the watches before it. */
export interface SequenceBatch {
  readonly dimension: number;
  /** [tokens, dimension] each different token once */
  readonly tokens: Float32Array;
  /** [events] row of `tokens` of each watch */
  readonly eventTokens: Int32Array;
  /** [events, EVENT_FEATURES] */
  readonly eventFeatures: Float32Array;
  /** [candidates] row of `tokens` of each candidate */
  readonly candidateTokens: Int32Array;
  /** For each window: the watches of every candidate's history, newest last, as rows of the events. */
  readonly windows: readonly HistoryWindow[];
  /** [entries of the longest window, PAIR_FEATURES] each watch of a history beside its candidate */
  readonly pairFeatures: Float32Array;
  /** [entries of the longest window] the candidate of each pair */
  readonly pairCandidates: Int32Array;
}

export interface HistoryWindow {
  /** [candidates + 1] */
  readonly starts: Int32Array;
  /** [starts[candidates]] */
  readonly events: Int32Array;
}

/** A watch that f_seq may look at. */
export interface TokenWatch {
  readonly watch: Watch;
  /** [dimension] */
  readonly token: Float32Array;
}

/** Candidates that share one list of watches. */
export interface SequenceGroup {
  /** Oldest first. */
  readonly watches: readonly TokenWatch[];
  /** `before`: how many of the watches came before the candidate was shown; later ones must not be seen. */
  readonly candidates: readonly { readonly token: Float32Array; readonly before: number }[];
}

/** Lays groups out as arrays; only watches that some candidate looks at are taken. */
export function sequenceBatch(
  groups: readonly SequenceGroup[],
  options: PreferenceOptions & { readonly windows: readonly number[]; readonly dimension: number },
): SequenceBatch {
  const tokens = new Map<Float32Array, number>();
  const rowOf = (token: Float32Array): number => {
    const row = tokens.get(token) ?? tokens.size;
    tokens.set(token, row);
    return row;
  };
  const longest = Math.max(...options.windows);
  const events: TokenWatch[] = [];
  const candidateTokens: number[] = [];
  /** For each candidate: the event after the last of its history, and how long the history is. */
  const histories: HistoryEnd[] = [];
  for (const { watches, candidates } of groups) {
    let first = watches.length;
    let last = 0;
    for (const { before } of candidates) {
      first = Math.min(first, Math.max(0, before - longest));
      last = Math.max(last, before);
    }
    const base = events.length - first;
    events.push(...watches.slice(first, last));
    for (const { token, before } of candidates) {
      candidateTokens.push(rowOf(token));
      histories.push({ end: base + before, length: before });
    }
  }
  const eventTokens = new Int32Array(events.map(({ token }) => rowOf(token)));
  const batch = {
    dimension: options.dimension,
    tokens: joined(tokens, options.dimension),
    eventTokens,
    eventFeatures: new Float32Array(events.flatMap(({ watch }) => eventFeatures(watch, options))),
    candidateTokens: new Int32Array(candidateTokens),
    windows: options.windows.map((window) => historyWindow(histories, window)),
  };
  return { ...batch, ...pairs(batch, options.windows.indexOf(longest)) };
}

interface HistoryEnd {
  readonly end: number;
  readonly length: number;
}

function historyWindow(histories: readonly HistoryEnd[], window: number): HistoryWindow {
  const starts = new Int32Array(histories.length + 1);
  for (const [row, { length }] of histories.entries()) {
    starts[row + 1] = (starts[row] as number) + Math.min(length, window);
  }
  const events = new Int32Array(starts[histories.length] as number);
  for (const [row, { end }] of histories.entries()) {
    const from = starts[row] as number;
    const to = starts[row + 1] as number;
    for (let place = from; place < to; place += 1) events[place] = end - (to - place);
  }
  return { starts, events };
}

type Unpaired = Omit<SequenceBatch, 'pairFeatures' | 'pairCandidates'>;

function pairs(batch: Unpaired, longest: number): Pick<SequenceBatch, 'pairFeatures' | 'pairCandidates'> {
  const { starts, events } = batch.windows[longest] as HistoryWindow;
  const { candidateTokens, eventTokens, eventFeatures } = batch;
  const pairFeatures = new Float32Array(events.length * PAIR_FEATURES);
  const pairCandidates = new Int32Array(events.length);
  for (let candidate = 0; candidate < candidateTokens.length; candidate += 1) {
    const own = candidateTokens[candidate] as number;
    const end = starts[candidate + 1] as number;
    for (let pair = starts[candidate] as number; pair < end; pair += 1) {
      const event = events[pair] as number;
      const near = rowProduct(batch, own, eventTokens[event] as number);
      const ratio = eventFeatures[event * EVENT_FEATURES] as number;
      const preference = eventFeatures[event * EVENT_FEATURES + 2] as number;
      const at = pair * PAIR_FEATURES;
      pairCandidates[pair] = candidate;
      pairFeatures[at] = near;
      pairFeatures[at + 1] = preference;
      pairFeatures[at + 2] = near * preference;
      pairFeatures[at + 3] = ratio;
      pairFeatures[at + 4] = 1 / (end - pair);
    }
  }
  return { pairFeatures, pairCandidates };
}

/** Inner product of two rows of the tokens, in four sums so that no addition waits for the one before. */
function rowProduct({ tokens, dimension }: Unpaired, left: number, right: number): number {
  const from = left * dimension;
  const shift = (right - left) * dimension;
  const whole = from + dimension - (dimension % 4);
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let at = from;
  for (; at < whole; at += 4) {
    first += (tokens[at] as number) * (tokens[at + shift] as number);
    second += (tokens[at + 1] as number) * (tokens[at + shift + 1] as number);
    third += (tokens[at + 2] as number) * (tokens[at + shift + 2] as number);
    fourth += (tokens[at + 3] as number) * (tokens[at + shift + 3] as number);
  }
  for (; at < from + dimension; at += 1) first += (tokens[at] as number) * (tokens[at + shift] as number);
  return first + second + third + fourth;
}

function eventFeatures(watch: Watch, options: PreferenceOptions): number[] {
  const duration = knownDuration(watch.durationSeconds);
  const ratio = duration === undefined ? 0 : countedSeconds(watch, options.maximumWatchRatio) / duration;
  return [ratio, duration === undefined ? 0 : 1, preferenceScore(watch, options) - 0.5];
}

function joined(tokens: ReadonlyMap<Float32Array, number>, dimension: number): Float32Array {
  const values = new Float32Array(tokens.size * dimension);
  for (const [token, row] of tokens) values.set(token, row * dimension);
  return values;
}

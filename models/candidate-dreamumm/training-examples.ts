import type { Random } from '../../src/math/random.js';
import { isLongView, type PreferenceOptions } from '../dreamumm/preference-score.js';
import { type TokenLookup, usableToken } from '../dreamumm/user-vector.js';
import type { Watch } from '../dreamumm/watch.js';
import type { SequenceGroup, TokenWatch } from './sequence-batch.js';

/** What one user watched, oldest first. */
export interface WatchHistory {
  readonly userId: string;
  readonly watches: readonly Watch[];
}

/** One user of the log: every watch is a candidate whose history is the watches before it. */
export interface LabelledHistory {
  readonly watches: readonly TokenWatch[];
  /** [watches] was it a long view? */
  readonly labels: readonly boolean[];
}

/** Examples of one step. */
export interface LabelledGroups {
  readonly groups: readonly SequenceGroup[];
  /** [candidates of all groups, in order] */
  readonly labels: readonly boolean[];
}

/** Watches of the same user that go into one step together: they share their history. */
const GROUP_SIZE = 16;

/** Labels every watch of a video with a token by its duration group's threshold. */
export function labelledHistories(
  histories: readonly WatchHistory[],
  options: PreferenceOptions & { readonly tokens: TokenLookup },
): LabelledHistory[] {
  return histories.map(({ watches }) => {
    const known = watches.flatMap((watch): TokenWatch[] => {
      const token = usableToken(options.tokens, watch.itemId);
      return token === undefined ? [] : [{ watch, token }];
    });
    return { watches: known, labels: known.map(({ watch }) => isLongView(watch, options)) };
  });
}

/** All watches of some users in groups; a candidate never sees itself or what came after it. */
export function* exampleBatches(
  histories: readonly LabelledHistory[],
  options: { readonly batchSize: number; readonly random?: Random },
): Generator<LabelledGroups> {
  const { batchSize, random } = options;
  const chunks = histories.flatMap((history) => {
    const places = [...history.watches.keys()];
    random?.shuffle(places);
    return Array.from({ length: Math.ceil(places.length / GROUP_SIZE) }, (_, chunk) => ({
      history,
      places: places.slice(chunk * GROUP_SIZE, (chunk + 1) * GROUP_SIZE),
    }));
  });
  random?.shuffle(chunks);
  const chunksPerBatch = Math.max(1, Math.round(batchSize / GROUP_SIZE));
  for (let start = 0; start < chunks.length; start += chunksPerBatch) {
    const batch = chunks.slice(start, start + chunksPerBatch);
    yield {
      groups: batch.map(({ history, places }) => ({
        watches: history.watches,
        candidates: places.map((place) => ({
          token: (history.watches[place] as TokenWatch).token,
          before: place,
        })),
      })),
      labels: batch.flatMap(({ history, places }) => places.map((place) => history.labels[place] as boolean)),
    };
  }
}

import { basename } from 'node:path';
import { SPLITS, type Split } from '../../core/recommend.js';
import { type AtomicRow, readAtomicFile } from './atomic-file.js';
import type { InteractionReader, ReadEvent } from './interaction-reader.js';
import { parseTime } from './parse-time.js';

/** RecBole's and MMRec's names. */
const USER = ['user_id', 'userID'];
const ITEM = ['item_id', 'itemID'];
/** MMRec's column: 0 is train, 1 valid, 2 test. */
const LABEL = 'x_label';

/**
 * RecBole `.inter` files: `name.inter`, or one for each part (`name.train.inter`, `.valid.`, `.test.`), or MMRec's one
 * file whose column `x_label` names the part. Read are user, item, `rating` and `timestamp` (see `parseTime`).
 */
export const recboleInter: InteractionReader = {
  recognises: (name) => name.endsWith('.inter'),
  async *read({ file, signal }) {
    const part = splitOfName(file);
    const untyped = { rating: 'float', timestamp: 'float', [LABEL]: 'float' } as const;
    for await (const row of readAtomicFile({ file, signal, required: [USER, ITEM], untyped })) {
      const event = row.kind === 'row' ? parseEvent(row, part) : row;
      if (typeof event !== 'string') yield event;
      else if (row.kind === 'row') {
        yield { kind: 'malformed', file: basename(file), line: row.line, reason: event };
      }
    }
  },
};

/** The part that the name of a file says, if any: `tiktok.valid.inter`. */
export function splitOfName(file: string): Split | undefined {
  const part = basename(file).split('.').at(-2);
  return SPLITS.find((split) => split === part);
}

/** @returns why the row is no event, where it is none. */
function parseEvent({ values }: AtomicRow, part: Split | undefined): ReadEvent | string {
  const first = (names: readonly string[]) => names.map((name) => values.get(name)).find(isPresent);
  const [user, item] = [first(USER), first(ITEM)];
  if (user === undefined) return 'there is no user';
  if (item === undefined) return 'there is no item';
  const label = values.get(LABEL);
  const split = label === undefined ? part : SPLITS[Number(label)];
  if (label !== undefined && split === undefined) return `"${LABEL}" is "${label}", expected 0, 1 or 2`;
  const time = values.get('timestamp');
  const atMs = parseTime(time);
  if (time !== undefined && atMs === undefined) return `"timestamp" is "${time}", which is no time`;
  const rating = values.get('rating');
  if (rating !== undefined && !Number.isFinite(Number(rating)))
    return `"rating" is "${rating}", expected a number`;
  return {
    kind: 'event',
    userId: String(user),
    itemId: String(item),
    ...(atMs === undefined ? {} : { atMs }),
    ...(rating === undefined ? {} : { rating: Number(rating) }),
    ...(split === undefined ? {} : { split }),
  };
}

function isPresent<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}

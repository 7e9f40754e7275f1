import type { InteractionMatrix } from '../../src/core/recommend.js';
import { restrictItems } from '../../src/metrics/restrict-items.js';
import { usersWithItems } from '../../src/metrics/users-with-items.js';

/** Train interactions up to which an item counts as cold. */
const COLD_LIMIT = 3;

/** Test interactions about one kind of item; every other item stays a candidate. */
export interface Slice {
  readonly id: 'all' | 'warm' | 'cold' | 'unseen';
  /** What it holds, in words. */
  readonly items: string;
  readonly relevant: InteractionMatrix;
  /** Users with such an item: the denominator of its means. */
  readonly users: number;
}

/** @param options.popularity [itemCount] train interactions */
export function testSlices(options: {
  readonly test: InteractionMatrix;
  readonly popularity: Int32Array;
}): readonly Slice[] {
  const { test, popularity } = options;
  const slice = (facts: Pick<Slice, 'id' | 'items'>, isIn: (interactions: number) => boolean): Slice => {
    const relevant = restrictItems(
      test,
      popularity.map((count) => Number(isIn(count))),
    );
    return { ...facts, relevant, users: usersWithItems(relevant).length };
  };
  return [
    slice({ id: 'all', items: 'every test item' }, () => true),
    slice({ id: 'warm', items: `more than ${COLD_LIMIT} train interactions` }, (count) => count > COLD_LIMIT),
    slice({ id: 'cold', items: `at most ${COLD_LIMIT} train interactions` }, (count) => count <= COLD_LIMIT),
    slice({ id: 'unseen', items: 'no train interaction' }, (count) => count === 0),
  ];
}

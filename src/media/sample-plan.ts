/** One seek: open the file at a keyframe and take some pictures on the way from there. */
export interface SeekGroup {
  /** Time of the keyframe, seconds from the container's start. */
  readonly keySeconds: number;
  /** Take the keyframe itself. */
  readonly takesKey: boolean;
  /** Further pictures, seconds after the keyframe, ascending, each > 0. */
  readonly offsetsSeconds: readonly number[];
}

export interface SegmentOptions {
  readonly durationSeconds: number;
  readonly count: number;
  /** Start of the picture, seconds from the container's start. */
  readonly delaySeconds: number;
}

/** Middles of `count` equal parts of the video, seconds from the container's start. */
export function segmentMiddles(options: SegmentOptions): number[] {
  const step = options.durationSeconds / options.count;
  return Array.from({ length: options.count }, (_, part) => options.delaySeconds + (part + 0.5) * step);
}

/**
 * Shares a budget so that nobody gets more than they want and, weight for weight, nobody is short while another
 * has more (water-filling): each gets min(want, level · weight).
 *
 * @returns what each gets, in order; the sum is min(budget, sum of wants).
 */
export function waterFill(
  claims: readonly { readonly want: number; readonly weight: number }[],
  budget: number,
): number[] {
  const ascending = [...claims]
    .filter((claim) => claim.want > 0)
    .sort((left, right) => left.want / left.weight - right.want / right.weight);
  let left = budget;
  let weightLeft = ascending.reduce((sum, claim) => sum + claim.weight, 0);
  let level = Number.POSITIVE_INFINITY;
  for (const claim of ascending) {
    if (claim.want / claim.weight > left / weightLeft) {
      level = left / weightLeft;
      break;
    }
    left -= claim.want;
    weightLeft -= claim.weight;
  }
  return claims.map((claim) => (claim.want > 0 ? Math.min(claim.want, level * claim.weight) : 0));
}

/** The last of ascending numbers that is ≤ `limit`. */
function lastUpTo(ascending: readonly number[], limit: number): number | undefined {
  return ascending.findLast((value) => value <= limit);
}

interface Wishes {
  takesKey: boolean;
  readonly offsetsSeconds: number[];
}

/**
 * Chooses pictures of a long video so that little is decoded: a segment with keyframes gives the one nearest to
 * its middle for the price of one picture. A segment without any wants its middle, which costs decoding all the
 * way from the keyframe before; these ways are shortened, in proportion within a group, until together they fit
 * the budget, a group of many pictures getting more of it. So the first pictures after each keyframe stand for the segments that have none.
 *
 * @param keySeconds ascending keyframe times, seconds from the container's start.
 * @returns groups in time order; empty without keyframes.
 */
export function planSeeks(
  options: SegmentOptions & {
    readonly keySeconds: readonly number[];
    /** Seconds of video that may be decoded beside the keyframes. */
    readonly budgetSeconds: number;
  },
): SeekGroup[] {
  const half = options.durationSeconds / options.count / 2;
  const wishes = new Map<number, Wishes>();
  const wishFor = (key: number): Wishes => {
    const wish = wishes.get(key) ?? { takesKey: false, offsetsSeconds: [] };
    wishes.set(key, wish);
    return wish;
  };
  for (const middle of segmentMiddles(options)) {
    const inside = options.keySeconds.filter((key) => key >= middle - half && key < middle + half);
    const nearest = inside.sort((left, right) => Math.abs(left - middle) - Math.abs(right - middle))[0];
    const before = lastUpTo(options.keySeconds, middle) ?? options.keySeconds[0];
    if (nearest !== undefined) wishFor(nearest).takesKey = true;
    else if (before !== undefined) wishFor(before).offsetsSeconds.push(middle - before);
  }
  const groups = [...wishes].sort(([left], [right]) => left - right);
  const grants = waterFill(
    groups.map(([, wish]) => ({
      want: Math.max(0, ...wish.offsetsSeconds),
      weight: wish.offsetsSeconds.length,
    })),
    options.budgetSeconds,
  );
  return groups.map(([key, wish], index) => {
    const want = Math.max(0, ...wish.offsetsSeconds);
    const shrink = want > 0 ? (grants[index] as number) / want : 1;
    return {
      keySeconds: key,
      takesKey: wish.takesKey,
      offsetsSeconds: wish.offsetsSeconds.map((offset) => offset * shrink).filter((offset) => offset > 0),
    };
  });
}

/** Indices of the items nearest to the wanted times, each at most once, ascending. */
export function nearestIndices(times: readonly number[], wanted: readonly number[]): number[] {
  const chosen = new Set<number>();
  for (const target of wanted) {
    let best = 0;
    for (let index = 1; index < times.length; index += 1) {
      const distance = Math.abs((times[index] as number) - target);
      if (distance < Math.abs((times[best] as number) - target)) best = index;
    }
    if (times.length > 0) chosen.add(best);
  }
  return [...chosen].sort((left, right) => left - right);
}

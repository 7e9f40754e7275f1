/**
 * One row's share of the simplified silhouette (Hruschka et al. 2004): (b − a) / max(a, b) with a the distance
 * to the own centre and b that to the next one. 1 = tight and far apart, 0 = on the border; never negative,
 * because every row belongs to its nearest centre. The silhouette of a clustering is the mean over its rows.
 * @returns `undefined` with a single centre, where the figure means nothing.
 */
export function silhouetteTerm(squaredOwn: number, squaredNext: number): number | undefined {
  if (squaredNext === Number.POSITIVE_INFINITY) return undefined;
  const next = Math.sqrt(squaredNext);
  return next === 0 ? 0 : (next - Math.sqrt(squaredOwn)) / next;
}

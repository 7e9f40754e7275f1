/**
 * Area under the ROC curve: the share of pairs of a positive and a negative example that the scores order rightly, equal
 * scores counting half (Mann–Whitney).
 * @returns `undefined` without an example of either kind, where the figure means nothing
 */
export function areaUnderCurve(scores: ArrayLike<number>, labels: ArrayLike<boolean>): number | undefined {
  const order = Array.from({ length: scores.length }, (_, index) => index);
  order.sort((left, right) => (scores[left] as number) - (scores[right] as number));
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end + 1 < order.length && scores[order[end + 1] as number] === scores[order[start] as number])
      end += 1;
    const rank = (start + end) / 2 + 1;
    for (let place = start; place <= end; place += 1) {
      if (labels[order[place] as number] !== true) continue;
      positives += 1;
      rankSum += rank;
    }
    start = end + 1;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return undefined;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

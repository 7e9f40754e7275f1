/**
 * Mean self-information −log₂ p of everything that was recommended, in bits (Zhou et al. 2010): p is the item's share
 * of all train interactions. An item without a train interaction counts as if it had one, since its surprise would be
 * endless; so it is as novel as the rarest item that training has seen.
 * @param options.exposure [itemCount], from `itemExposure` @param options.popularity [itemCount] train interactions
 * @throws RangeError when nothing was recommended
 */
export function novelty(options: {
  readonly exposure: ArrayLike<number>;
  readonly popularity: ArrayLike<number>;
}): number {
  const { exposure, popularity } = options;
  let interactions = 0;
  for (let item = 0; item < popularity.length; item += 1) interactions += popularity[item] as number;
  let lists = 0;
  let bits = 0;
  for (let item = 0; item < exposure.length; item += 1) {
    const times = exposure[item] as number;
    if (times === 0) continue;
    lists += times;
    bits -= times * Math.log2(Math.max(1, popularity[item] as number) / Math.max(1, interactions));
  }
  if (lists === 0) throw new RangeError('novelty needs at least one recommendation');
  return bits / lists;
}

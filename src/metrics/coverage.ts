/** Share of all items that were recommended at least once. @param exposure [itemCount], from `itemExposure` */
export function coverage(exposure: ArrayLike<number>): number {
  let recommended = 0;
  for (let item = 0; item < exposure.length; item += 1) if ((exposure[item] as number) > 0) recommended += 1;
  return recommended / exposure.length;
}

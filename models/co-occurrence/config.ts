import { z } from 'zod';

/** Knobs of the recommenders that count who else has the items of a user. */
export const coOccurrenceConfig = z.strictObject({
  /** An item of the user counts (its users)^−exponent. */
  itemExponent: z.number().nonnegative(),
  /** Another user on the way counts (their items)^−exponent: 1 gives everyone one vote. */
  userExponent: z.number().nonnegative(),
  /** The score of a user's best item is set to 1; so many times the popularity, in shares of the largest, is added. */
  popularityWeight: z.number().nonnegative(),
  /** Users with more items have no vote, nor do they count as popularity; everybody votes when absent. */
  maximumVoterItems: z.number().int().positive().optional(),
});
export type CoOccurrenceConfig = z.infer<typeof coOccurrenceConfig>;

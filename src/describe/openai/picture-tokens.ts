const TILE_PIXELS = 512;
/** `detail: low` shows a model 512 × 512 pixels, which is all there is of a picture of that size. */
export const LOW_DETAIL_PIXELS = 512;

/** Tokens of a picture: `base` and `tile` for each 512 × 512 pixels in high detail, `base` alone in low. */
interface PictureRate {
  readonly models: RegExp;
  readonly base: number;
  readonly tile: number;
}

/**
 * From OpenAI's guide "Images and vision" (calculating costs), confirmed by figures that users measured. The first
 * pattern that fits the name behind the last slash is taken.
 */
const RATES: readonly PictureRate[] = [
  { models: /^gpt-4o-mini/, base: 2833, tile: 5667 },
  { models: /^(?:gpt-4o|gpt-4\.1|gpt-4-turbo|gpt-4\.5|o1|o3)(?!.*(?:mini|nano))/, base: 85, tile: 170 },
];

/**
 * A model that is not known: more than what the hungriest open models make of a picture of 512 × 512 (InternVL 13 tiles
 * of 256, LLaVA-NeXT 5 of 576, Pixtral one token for 16 × 16 pixels, patches of 32 × 32 times 2.46).
 */
const UNKNOWN: Omit<PictureRate, 'models'> = { base: 3400, tile: 3400 };

/**
 * Upper bound of the input tokens of one picture.
 * @param picture.maxSidePixels longest side; it is taken for a square
 */
export function pictureTokenBound(
  model: string,
  picture: { readonly maxSidePixels: number; readonly detail: 'low' | 'high' },
): number {
  const name = model.slice(model.lastIndexOf('/') + 1);
  const { base, tile } = RATES.find(({ models }) => models.test(name)) ?? UNKNOWN;
  const tiles = Math.ceil(picture.maxSidePixels / TILE_PIXELS) ** 2;
  return picture.detail === 'low' ? base : base + tile * tiles;
}

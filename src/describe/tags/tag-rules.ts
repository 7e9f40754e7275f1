import type { TierRules } from './tag-tiers.js';

/**
 * Rules of the picture classifier, whose probabilities sum to 1 over all things. Set so that the wordings are as
 * often right as those of the sounds; the measured shares stand in `src/describe/README.md`.
 */
const PICTURE_RULES: TierRules = {
  least: { clearly: 0.9, probably: 0.7, perhaps: 0.5 },
  floor: 0.3,
  passingPeak: 0.9,
  most: { clearly: 3, probably: 2, perhaps: 2, resembles: 2, passing: 3 },
};

/** Rules of the sound classifier, whose scores do not exclude each other. */
const SOUND_RULES: TierRules = {
  least: { clearly: 0.6, probably: 0.35, perhaps: 0.2 },
  floor: 0.1,
  passingPeak: 0.9,
  most: { clearly: 3, probably: 2, perhaps: 2, resembles: 2, passing: 3 },
};

export interface TagRules {
  readonly pictures: TierRules;
  readonly sounds: TierRules;
}

/** @param confidenceFloor in place of the floors of both, 0…1 */
export function tagRules(confidenceFloor: number | undefined): TagRules {
  if (confidenceFloor === undefined) return { pictures: PICTURE_RULES, sounds: SOUND_RULES };
  return {
    pictures: { ...PICTURE_RULES, floor: confidenceFloor },
    sounds: { ...SOUND_RULES, floor: confidenceFloor },
  };
}

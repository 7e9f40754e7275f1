import type { VideoTokenConfig } from '../../models/video-token/config.js';
import { videoTokenBase } from '../../pipelines/configs/video-token-base.js';
import { videoTokenPaper } from '../../pipelines/configs/video-token-paper.js';
import { videoTokenWeakTeacher } from '../../pipelines/configs/video-token-weak-teacher.js';

/** Configurations that can be asked for by name. */
export const RECIPES = {
  base: videoTokenBase,
  paper: videoTokenPaper,
  'weak-teacher': videoTokenWeakTeacher,
} as const;

/** What both training commands let a user change. */
export interface TrainingChoices {
  readonly recipe: keyof typeof RECIPES;
  readonly seed: number;
  readonly maxSteps?: number;
  readonly validationPrefixes?: readonly string[];
  /** False: no decoder without token is trained for the report. */
  readonly baseline: boolean;
  /** For the card of the model alone. */
  readonly inputLicence?: string;
}

/** The configuration of a recipe with what the command line changes. */
export function trainingConfig(choices: TrainingChoices): VideoTokenConfig {
  const { seed, maxSteps, validationPrefixes, baseline } = choices;
  return {
    ...RECIPES[choices.recipe],
    seed,
    ...(maxSteps === undefined ? {} : { maximumSteps: maxSteps }),
    ...(validationPrefixes === undefined ? {} : { validationPrefixes: [...validationPrefixes] }),
    ...(baseline ? {} : { withoutTokenBaseline: false }),
  };
}

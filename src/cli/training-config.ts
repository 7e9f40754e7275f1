import type { VideoTokenConfig } from '../../models/video-token/config.js';
import { videoTokenBase } from '../../pipelines/configs/video-token-base.js';

/** What both training commands let a user change. */
export interface TrainingChoices {
  readonly seed: number;
  readonly maxSteps?: number;
  readonly validationPrefixes?: readonly string[];
  /** False: no decoder without token is trained for the report. */
  readonly baseline: boolean;
  /** For the card of the model alone. */
  readonly inputLicence?: string;
}

/** The base configuration with what the command line changes. */
export function trainingConfig(choices: TrainingChoices): VideoTokenConfig {
  const { seed, maxSteps, validationPrefixes, baseline } = choices;
  return {
    ...videoTokenBase,
    seed,
    ...(maxSteps === undefined ? {} : { maximumSteps: maxSteps }),
    ...(validationPrefixes === undefined ? {} : { validationPrefixes: [...validationPrefixes] }),
    ...(baseline ? {} : { withoutTokenBaseline: false }),
  };
}

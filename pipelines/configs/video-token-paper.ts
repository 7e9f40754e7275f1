import { type VideoTokenConfig, videoTokenDefaults } from '../../models/video-token/config.js';
import { paperRecipe } from '../../models/video-token/paper-recipe.js';

/*
 * Equation 9 alone, for comparison: vidtoken distill --recipe paper
 * Its row in the tables of models/video-token/README.md is made by: make bench-quality ARGS="--variants paper --seeds 5"
 */
export const videoTokenPaper: VideoTokenConfig = { ...videoTokenDefaults, ...paperRecipe };

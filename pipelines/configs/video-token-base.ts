import { type VideoTokenConfig, videoTokenDefaults } from '../../models/video-token/config.js';

/*
 * The run behind `vidtoken distill` and the first `vidtoken embed`.
 *   vidtoken distill --data store --validation-prefixes c,d,e,f
 *   (756 clips with the features of five extractors, 572 trained on, two cores, native backend)
 *   30 epochs of two passes, 540 steps; 3 min 24 s with all diagnostics, peak memory 0.87 GB
 *   validation cross-entropy per token 1.924; tokens shuffled 2.506; decoder without token 1.777; word frequencies 5.107
 */
export const videoTokenBase: VideoTokenConfig = { ...videoTokenDefaults };

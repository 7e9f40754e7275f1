import { type VideoTokenConfig, videoTokenDefaults } from '../../models/video-token/config.js';

/*
 * The run behind `vidtoken distill` and the first `vidtoken embed`.
 *   vidtoken embed ../shared/data/clips/clips.jsonl   (756 clips, 600 trained on, two cores)
 *   20 epochs, 380 steps, 246 s of training on WebAssembly, peak memory of the whole command 0.90 GiB
 *   validation cross-entropy per token 1.937; tokens shuffled 2.347; zero token 2.155; word frequencies 5.055
 */
export const videoTokenBase: VideoTokenConfig = { ...videoTokenDefaults };

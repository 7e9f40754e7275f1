import { type VideoTokenConfig, videoTokenDefaults } from '../../models/video-token/config.js';

/*
 * For descriptions that say less than the features know, such as those of `tags`: the relations of the inputs are kept.
 *   vidtoken distill --recipe weak-teacher
 *   (756 clips described by `tags`, with mobilenet_v2 and yamnet among the inputs, two cores, native backend)
 *   under 2 min without the baseline, other work beside it; one seed; HitRate@100 against `base`: equipment 34.5 (27.9),
 *   target 25.7 (20.5), bodyPart 23.1 (19.0), sound 73.0 (76.8)
 */
export const videoTokenWeakTeacher: VideoTokenConfig = { ...videoTokenDefaults, inputRelationWeight: 1 };

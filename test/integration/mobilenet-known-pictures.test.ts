import { env, pipeline, RawImage } from '@huggingface/transformers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pictureTags } from '../../src/describe/tags/picture-tags.js';
import { openImageClassifier } from '../../src/inference/classify/image-classifier.js';
import { clipFrames, firstOfEach, labelledClips } from '../support/labelled-clips.js';
import { hasSharedClips, hasSharedWeights, SHARED_WEIGHTS } from '../support/shared-data.js';

const { signal } = new AbortController();

describe.skipIf(!hasSharedWeights || !hasSharedClips)(
  'MobileNetV2 on pictures that can be named (skipped where ../shared/weights or ../shared/data/clips is absent)',
  () => {
    it('gives the probabilities of the image-classification pipeline of transformers.js', async () => {
      const [clip] = labelledClips().filter(({ labels }) => labels.equipment === 'barbell');
      if (clip === undefined) throw new Error('no clip with a barbell');
      // At 256 pixels nothing is resized, only cropped and normalised.
      const [frame] = await clipFrames(clip, { frameCount: 1, frameMaxSidePixels: 256 });
      if (frame === undefined) throw new Error('no frame');
      const classifier = await openImageClassifier({ weightsFolder: SHARED_WEIGHTS, threads: 1 });
      onTestFinished(() => classifier.dispose());
      const { labels, scores } = await classifier.classify([frame], { signal });
      env.allowRemoteModels = false;
      env.localModelPath = SHARED_WEIGHTS;
      const oracle = await pipeline('image-classification', 'mobilenet_v2', {
        dtype: 'fp32',
        local_files_only: true,
      });
      onTestFinished(() => oracle.dispose());
      const expected = await oracle(new RawImage(frame.rgb, frame.width, frame.height, 3), { top_k: 20 });
      const best = [...scores.entries()].sort(([, left], [, right]) => right - left).slice(0, 20);
      expect(best.map(([index]) => labels[index])).toEqual(expected.map(({ label }) => label));
      expect(best.map(([, score]) => score)).toEqual(expected.map(({ score }) => expect.closeTo(score, 4)));
    });

    it('sees the barbell and the dumbbell of figures that hold one among its best three things', async () => {
      const classifier = await openImageClassifier({ weightsFolder: SHARED_WEIGHTS, threads: 1 });
      onTestFinished(() => classifier.dispose());
      const groups = firstOfEach(labelledClips(), { valueOf: ({ labels }) => labels.equipment, count: 10 });
      const shareSeen = async (equipment: string): Promise<number> => {
        let seenOn = 0;
        for (const clip of groups.get(equipment) ?? []) {
          const frames = await clipFrames(clip, { frameCount: 4, frameMaxSidePixels: 360 });
          const seen = await classifier.classify(frames, { signal });
          const things = pictureTags({ seen, weights: frames.map(() => 1) }).filter(
            ({ key }) => key !== 'weight for lifting',
          );
          const best = things.sort((left, right) => right.score - left.score).slice(0, 3);
          if (best.some(({ key }) => key === equipment)) seenOn += 1;
        }
        return seenOn / 10;
      };
      expect(await shareSeen('barbell')).toBeGreaterThanOrEqual(0.9);
      expect(await shareSeen('dumbbell')).toBeGreaterThanOrEqual(0.7);
    });
  },
);

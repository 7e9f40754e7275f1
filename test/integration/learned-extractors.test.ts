import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AutoModel, AutoProcessor, env, RawImage } from '@huggingface/transformers';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FeatureExtractor } from '../../src/core/features.js';
import type { VideoSample } from '../../src/core/media.js';
import { createOnnxExtractor } from '../../src/features/extractors/onnx.js';
import { createExtractor } from '../../src/features/registry.js';
import { BUILT_IN_CONFIGURATIONS } from '../../src/inference/built-in-configurations.js';
import { cosine } from '../../src/math/vector.js';
import { probeVideo } from '../../src/media/probe.js';
import { sampleVideo } from '../../src/media/sample.js';
import { hasSharedClips, hasSharedWeights, SHARED_CLIPS, SHARED_WEIGHTS } from '../support/shared-data.js';

const signal = new AbortController().signal;
const options = { weightsFolder: SHARED_WEIGHTS, threads: 1 };

interface ClipLine {
  readonly file: string;
  readonly labels: { readonly sound?: string };
}

function clipLines(): ClipLine[] {
  const lines = readFileSync(SHARED_CLIPS, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as ClipLine);
}

async function readClip({ file }: ClipLine, frameMaxSidePixels?: number): Promise<VideoSample> {
  const path = join(dirname(SHARED_CLIPS), file);
  const info = await probeVideo(path);
  const size = frameMaxSidePixels === undefined ? {} : { frameMaxSidePixels };
  const { frames, audio } = await sampleVideo({ path, info, threads: 1, ...size });
  return { info, frames, text: { tags: [] }, ...(audio === undefined ? {} : { audio }) };
}

async function tokensOf(extractor: FeatureExtractor, sample: VideoSample): Promise<Float32Array> {
  onTestFinished(() => extractor.dispose());
  const sequence = await extractor.extract(sample, { signal });
  if (sequence === undefined) throw new Error('the clip gave no features');
  return sequence.tokens;
}

/** The same frame through transformers.js, which reads `preprocessor_config.json` itself. */
async function transformersFeatures(frame: VideoSample['frames'][number]): Promise<Float32Array> {
  env.allowRemoteModels = false;
  env.localModelPath = SHARED_WEIGHTS;
  const processor = await AutoProcessor.from_pretrained('mobilenet_v2', { local_files_only: true });
  const model = await AutoModel.from_pretrained('mobilenet_v2', { dtype: 'fp32', local_files_only: true });
  const output = await model(await processor(new RawImage(frame.rgb, frame.width, frame.height, 3)));
  await model.dispose();
  return Float32Array.from(output.pooler_output.data);
}

describe.skipIf(!hasSharedWeights || !hasSharedClips)(
  'learned extractors on real clips (skipped where ../shared/weights or ../shared/data/clips is absent)',
  () => {
    it.each([
      // At 256 pixels nothing is resized, only cropped and normalised.
      ['at the size that the model crops from', 256, 1e-4, 0.999999],
      // transformers.js enlarges with another grid (corner to corner) than Pillow, whose grid is ours.
      ['at the size of the samples', 224, 0.5, 0.998],
    ])(
      'mobilenet_v2 gives the features of transformers.js, frame %s',
      async (_name, size, furthest, nearest) => {
        const [clip] = clipLines();
        if (clip === undefined) throw new Error('no clips');
        const sample = await readClip(clip, size);
        const [frame] = sample.frames;
        if (frame === undefined) throw new Error('no frames');
        expect(frame.width).toBe(size);
        const extractor = await createExtractor('mobilenet_v2', options);
        const ours = await tokensOf(extractor, { ...sample, frames: [frame] });
        const theirs = await transformersFeatures(frame);
        const differences = ours.map((value, place) => Math.abs(value - (theirs[place] as number)));
        expect(Math.max(...differences)).toBeLessThan(furthest);
        expect(cosine(ours, theirs)).toBeGreaterThan(nearest);
      },
    );

    it.each([
      ['dog bark', 'Dog'],
      ['rain', 'Rain'],
      ['baby cry', 'Baby cry, infant cry'],
      ['clock tick', 'Clock'],
    ])('yamnet hears %s: %s is among its three best classes', async (sound, expected) => {
      const clip = clipLines().find(({ labels }) => labels.sound === sound);
      const yamnet = BUILT_IN_CONFIGURATIONS.find(({ id }) => id === 'yamnet');
      if (clip === undefined || yamnet === undefined) throw new Error('no such clip');
      const names = readFileSync(join(SHARED_WEIGHTS, 'yamnet', 'class_map.csv'), 'utf8')
        .trim()
        .split('\n');
      const scores = { ...yamnet, output: { name: 'output', width: names.length - 1 } };
      const extractor = await createOnnxExtractor(scores, options);
      onTestFinished(() => extractor.dispose());
      const sequence = await extractor.extract(await readClip(clip), { signal });
      const best = [...(sequence?.pooled ?? []).entries()].sort(([, left], [, right]) => right - left);
      const bestNames = best.slice(0, 3).map(([index]) => names[index + 1] ?? '');
      expect(bestNames.join(' ')).toContain(expected);
    });

    it('yamnet tells two recordings of one kind from one of another kind', async () => {
      const extractor = await createExtractor('yamnet', options);
      onTestFinished(() => extractor.dispose());
      const pooled = async (clip: ClipLine | undefined) =>
        clip === undefined ? undefined : (await extractor.extract(await readClip(clip), { signal }))?.pooled;
      const [dog, otherDog] = clipLines().filter(({ labels }) => labels.sound === 'dog bark');
      const rain = await pooled(clipLines().find(({ labels }) => labels.sound === 'rain'));
      const [first, second] = [await pooled(dog), await pooled(otherDog)];
      if (first === undefined || second === undefined || rain === undefined) throw new Error('no sound');
      expect(cosine(first, second)).toBeGreaterThan(cosine(first, rain) + 0.1);
    });

    it('a clip without sound has no yamnet features', async () => {
      const silent = clipLines().find(({ labels }) => labels.sound === undefined);
      if (silent === undefined) throw new Error('no silent clip');
      const extractor = await createExtractor('yamnet', options);
      expect(await extractor.extract(await readClip(silent), { signal })).toBeUndefined();
    });
  },
);

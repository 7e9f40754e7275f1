import { afterAll, beforeAll, describe, expect, it, onTestFinished, test } from 'vitest';
import { type FeatureExtractor, MODALITIES, type Modality, tokenCount } from '../../src/core/features.js';
import type { VideoSample } from '../../src/core/media.js';
import {
  createExtractor as create,
  LEARNED_EXTRACTOR_IDS,
  SIGNAL_EXTRACTOR_IDS,
} from '../../src/features/registry.js';
import { allFinite } from '../../src/math/vector.js';
import { hasSharedWeights, SHARED_WEIGHTS } from '../support/shared-data.js';
import { soundTrack, syntheticSample } from '../support/synthetic-sample.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { TINY_EXTRACTOR_IDS, tinyModelWeights } from '../support/tiny-model-weights.js';

const signal = new AbortController().signal;
/** Of these the real weights may be at hand; of the others tiny ones are made. */
const WITH_SHARED_WEIGHTS = ['mobilenet_v2', 'yamnet'];
const extractors = [
  ...SIGNAL_EXTRACTOR_IDS.map((id) => ({ id, skipped: false, note: '' })),
  ...WITH_SHARED_WEIGHTS.map((id) => ({
    id,
    skipped: !hasSharedWeights,
    note: hasSharedWeights ? '' : ' (skipped where ../shared/weights is absent)',
  })),
  ...TINY_EXTRACTOR_IDS.map((id) => ({ id, skipped: false, note: ' (a tiny model)' })),
];

let tiny: Awaited<ReturnType<typeof tinyModelWeights>>;
beforeAll(async () => {
  tiny = await tinyModelWeights();
});
afterAll(() => tiny.remove());

/** Freed with the test, as whoever asks for an extractor must. */
async function createExtractor(id: string): Promise<FeatureExtractor> {
  const weightsFolder = WITH_SHARED_WEIGHTS.includes(id) ? SHARED_WEIGHTS : tiny.weightsFolder;
  const extractor = await create(id, { weightsFolder, threads: 1 });
  onTestFinished(() => extractor.dispose());
  return extractor;
}

/** A video that lacks a modality, or all but frames. */
function without(modality: Modality): VideoSample {
  const { audio: _audio, ...silent } = syntheticSample();
  if (modality === 'audio') return silent;
  const mute = { ...syntheticSample(), text: { tags: [] } };
  return modality === 'text' ? mute : { ...silent, text: { tags: [] } };
}

/** Videos of several lengths, so that batches reach over their ends. */
function severalVideos(): VideoSample[] {
  return [1, 3, 2, 4, 1].map((frameCount, index) =>
    syntheticSample({
      frames: syntheticSample().frames.slice(-frameCount),
      audio: soundTrack(0.6 + 0.7 * index, (time) => Math.sin((4000 + 2000 * index) * time * time)),
      text: { title: ['Red', 'Another bar', 'Moving'][index % 3] ?? '', tags: ['right'.repeat(index)] },
    }),
  );
}

describe.each(extractors)('extractor $id$note', ({ id, skipped }) => {
  const it = test.skipIf(skipped);

  it('gives finite tokens and a pooled vector of the widths it declares', async () => {
    const extractor = await createExtractor(id);
    const sequence = await extractor.extract(syntheticSample(), { signal });
    if (sequence === undefined) throw new Error('a video with every modality gave no features');
    const { spec } = extractor;
    expect(spec.id).toBe(id);
    expect(MODALITIES).toContain(spec.modality);
    expect([sequence.extractorId, sequence.modality, sequence.width]).toEqual([
      id,
      spec.modality,
      spec.width,
    ]);
    expect(Number.isInteger(tokenCount(sequence))).toBe(true);
    expect(tokenCount(sequence)).toBe(sequence.timesSeconds.length);
    expect(tokenCount(sequence)).toBeGreaterThan(0);
    expect(sequence.pooled.length).toBe(spec.pooledWidth);
    expect(allFinite(sequence.tokens) && allFinite(sequence.pooled)).toBe(true);
    expect([...sequence.timesSeconds]).toEqual([...sequence.timesSeconds].sort((a, b) => a - b));
  });

  it('works again after it was disposed of, and may be disposed of twice', async () => {
    const extractor = await createExtractor(id);
    const first = await extractor.extract(syntheticSample(), { signal });
    await extractor.dispose();
    await extractor.dispose();
    expect(await extractor.extract(syntheticSample(), { signal })).toEqual(first);
  });

  it('reads several videos at the same time, bit for bit as it reads each alone', async () => {
    const extractor = await createExtractor(id);
    const alone = [];
    for (const video of severalVideos()) alone.push(await extractor.extract(video, { signal }));
    const together = await Promise.all(severalVideos().map((video) => extractor.extract(video, { signal })));
    expect(together).toEqual(alone);
  });

  it('goes on with the other videos when one of them is aborted', async () => {
    const extractor = await createExtractor(id);
    const [first, second, third] = severalVideos() as [VideoSample, VideoSample, VideoSample];
    const expected = [await extractor.extract(first, { signal }), await extractor.extract(third, { signal })];
    const abort = new AbortController();
    const reason = new Error('enough');
    const running = [
      extractor.extract(first, { signal }),
      extractor.extract(second, { signal: abort.signal }),
      extractor.extract(third, { signal }),
    ] as const;
    abort.abort(reason);
    const [before, stopped, after] = await Promise.allSettled(running);
    expect([before, after].map((each) => each.status === 'fulfilled' && each.value)).toEqual(expected);
    // One without a pause in it may be done before it can be stopped.
    if (stopped.status === 'rejected') expect(stopped.reason).toBe(reason);
  });

  it('has nothing to say about a video that lacks its modality; every video has frames', async () => {
    const extractor = await createExtractor(id);
    const { modality } = extractor.spec;
    const isThere = modality === 'visual';
    const sequence = await extractor.extract(without(modality), { signal });
    expect(sequence !== undefined).toBe(isThere);
  });

  it('gives the same numbers each time, from a fresh extractor and from a used one', async () => {
    const used = await createExtractor(id);
    const first = await used.extract(syntheticSample(), { signal });
    await used.extract(syntheticSample({ audio: soundTrack(1, () => 0.1), text: { tags: ['else'] } }), {
      signal,
    });
    expect(await used.extract(syntheticSample(), { signal })).toEqual(first);
    const fresh = await createExtractor(id);
    expect(await fresh.extract(syntheticSample(), { signal })).toEqual(first);
  });

  it('does not change what it reads', async () => {
    const sample = syntheticSample();
    await (await createExtractor(id)).extract(sample, { signal });
    expect(sample).toEqual(syntheticSample());
  });

  it('reads nothing but the sample: a description laid beside it changes no number', async () => {
    expect(Object.keys(syntheticSample())).not.toContain('description');
    const extractor = await createExtractor(id);
    const told = { ...syntheticSample(), description: 'A dog barks.', providedDescription: 'A dog barks.' };
    const text = { ...told.text, description: 'A dog barks.' };
    expect(await extractor.extract({ ...told, text }, { signal })).toEqual(
      await extractor.extract(syntheticSample(), { signal }),
    );
  });

  it('stops with the reason of an abort', async () => {
    const extractor = await createExtractor(id);
    const reason = new Error('enough');
    await expect(extractor.extract(syntheticSample(), { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
  });
});

describe('the extractor registry', () => {
  it('offers nothing that is not held to this contract', () => {
    const held: readonly string[] = extractors.map(({ id }) => id);
    expect([...SIGNAL_EXTRACTOR_IDS, ...LEARNED_EXTRACTOR_IDS].filter((id) => !held.includes(id))).toEqual(
      [],
    );
  });

  it('offers one extractor without weights for each modality', async () => {
    const modalities: string[] = [];
    for (const id of SIGNAL_EXTRACTOR_IDS) modalities.push((await createExtractor(id)).spec.modality);
    expect(modalities.sort()).toEqual([...MODALITIES].sort());
  });

  it.each(['clop', 'toString', '', '..', 'a/b'])(
    'names the known extractors when asked for "%s"',
    async (id) => {
      const weightsFolder = await temporaryFolder();
      await expect(create(id, { weightsFolder, threads: 1 })).rejects.toMatchObject({
        code: 'configuration',
        message: `There is no feature extractor "${id}".`,
        hint: expect.stringContaining(
          'Known extractors: signal-visual, signal-audio, text-hash, mobilenet_v2, yamnet, clip, image, clap, text;',
        ),
      });
    },
  );
});

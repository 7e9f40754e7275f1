import { describe, expect, it, onTestFinished, test } from 'vitest';
import { type FeatureExtractor, MODALITIES, tokenCount } from '../../src/core/features.js';
import {
  createExtractor as create,
  LEARNED_EXTRACTOR_IDS,
  SIGNAL_EXTRACTOR_IDS,
} from '../../src/features/registry.js';
import { allFinite } from '../../src/math/vector.js';
import { hasSharedWeights, SHARED_WEIGHTS } from '../support/shared-data.js';
import { soundTrack, syntheticSample } from '../support/synthetic-sample.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const signal = new AbortController().signal;
const extractors = [
  ...SIGNAL_EXTRACTOR_IDS.map((id) => ({ id, skipped: false, note: '' })),
  ...LEARNED_EXTRACTOR_IDS.map((id) => ({
    id,
    skipped: !hasSharedWeights,
    note: hasSharedWeights ? '' : ' (skipped where ../shared/weights is absent)',
  })),
];

/** Freed with the test, as whoever asks for an extractor must. */
async function createExtractor(id: string): Promise<FeatureExtractor> {
  const extractor = await create(id, { weightsFolder: SHARED_WEIGHTS, threads: 1 });
  onTestFinished(() => extractor.dispose());
  return extractor;
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

  it('reads several videos at the same time without mixing them up', async () => {
    const extractor = await createExtractor(id);
    const other = () =>
      syntheticSample({
        frames: syntheticSample().frames.slice(1),
        audio: soundTrack(1.7, (time) => Math.sin(9000 * time * time)),
        text: { title: 'Another', tags: [] },
      });
    const alone = [
      await extractor.extract(syntheticSample(), { signal }),
      await extractor.extract(other(), { signal }),
    ];
    const together = await Promise.all([
      extractor.extract(syntheticSample(), { signal }),
      extractor.extract(other(), { signal }),
    ]);
    expect(together).toEqual(alone);
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
  it('offers one extractor without weights for each modality', async () => {
    const modalities: string[] = [];
    for (const id of SIGNAL_EXTRACTOR_IDS) modalities.push((await createExtractor(id)).spec.modality);
    expect(modalities.sort()).toEqual([...MODALITIES].sort());
  });

  it.each(['clip', 'toString', '', '..', 'a/b'])(
    'names the known extractors when asked for "%s"',
    async (id) => {
      const weightsFolder = await temporaryFolder();
      await expect(create(id, { weightsFolder, threads: 1 })).rejects.toMatchObject({
        code: 'configuration',
        message: `There is no feature extractor "${id}".`,
        hint: expect.stringContaining(
          'Known extractors: signal-visual, signal-audio, text-hash, mobilenet_v2, yamnet;',
        ),
      });
    },
  );
});

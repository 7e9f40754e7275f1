import { describe, expect, it } from 'vitest';
import { MODALITIES, tokenCount } from '../../src/core/features.js';
import { createExtractor, DEFAULT_EXTRACTOR_IDS, EXTRACTOR_IDS } from '../../src/features/registry.js';
import { allFinite } from '../../src/math/vector.js';
import { soundTrack, syntheticSample } from '../support/synthetic-sample.js';

const signal = new AbortController().signal;

describe.each(EXTRACTOR_IDS)('extractor %s', (id) => {
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
    await extractor.dispose();
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
  it('offers one default for each modality', async () => {
    const extractors = await Promise.all(DEFAULT_EXTRACTOR_IDS.map(createExtractor));
    expect(extractors.map(({ spec }) => spec.modality).sort()).toEqual([...MODALITIES].sort());
  });

  it.each(['clip', 'toString', ''])('names the known extractors when asked for "%s"', async (id) => {
    await expect(createExtractor(id)).rejects.toMatchObject({
      code: 'configuration',
      message: `There is no feature extractor "${id}".`,
      hint: 'Known extractors: signal-visual, signal-audio, text-hash.',
    });
  });
});

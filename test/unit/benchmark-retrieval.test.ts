import { describe, expect, it } from 'vitest';
import { type BenchmarkRetrievalOptions, benchmarkRetrieval } from '../../pipelines/benchmark-retrieval.js';
import { benchmarkRetrievalText } from '../../pipelines/benchmark-retrieval-text.js';
import { rankAndScore } from '../../pipelines/retrieval/rank-and-score.js';
import {
  benchmarkRetrievalReport,
  type RetrievalTable,
} from '../../src/core/reports/benchmark-retrieval-report.js';
import { silentProgress } from '../../src/core/runtime.js';
import { labelRelevance } from '../../src/dataset/label-relevance.js';
import { Random } from '../../src/math/random.js';
import { cosine } from '../../src/math/vector.js';
import { hitRate } from '../../src/metrics/hit-rate-eq10.js';
import {
  hashOfText,
  type MemoryRow,
  type MemoryStore,
  memoryStore,
  testExtractor,
  testSpace,
} from '../support/memory-store.js';

const { signal } = new AbortController();
const extractors = [testExtractor('visual', 2), testExtractor('audio', 2)];

/** A unit vector in the plane. */
const at = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

const run = (memory: MemoryStore, options: Partial<BenchmarkRetrievalOptions> = {}) =>
  benchmarkRetrieval({
    store: memory.store,
    space: testSpace(2),
    labels: ['kind'],
    cutoffs: [1, 2, 5],
    seed: 7,
    exact: false,
    clock: () => 0,
    progress: silentProgress,
    signal,
    ...options,
  });

const rowOf = (table: RetrievalTable | undefined, kind: string) =>
  table?.rows.find((row) => row.kind === kind);
const means = (
  table: RetrievalTable | undefined,
  kind: string,
  metric: 'hitRate' | 'precision' | 'hitRateBinary',
) => rowOf(table, kind)?.scores.map((scores) => scores[metric].mean);

/** Six videos on a circle: three cats at 0°, 10° and 200°, two dogs at 15° and 180°, and one fish at 90°. */
const toy: MemoryRow[] = [
  { name: 'cat 1', labels: { kind: 'cat' }, token: at(0) },
  { name: 'cat 2', labels: { kind: 'cat' }, token: at(10) },
  { name: 'cat 3', labels: { kind: 'cat' }, token: at(200) },
  { name: 'dog 1', labels: { kind: 'dog' }, token: at(15) },
  { name: 'dog 2', labels: { kind: 'dog' }, token: at(180) },
  { name: 'fish', labels: { kind: 'fish' }, token: at(90) },
];
const toyStore = (options: { indexSees?: (name: string) => boolean } = {}, extra: MemoryRow[] = []) =>
  memoryStore({ rows: [...toy, ...extra], extractors, space: testSpace(2), ...options });

describe('rankAndScore', () => {
  const items = Array.from({ length: 120 }, (_, index) => ({
    contentHash: hashOfText(`video ${index}`),
    labels: { kind: `kind ${index % 4}` },
  }));
  const relevance = labelRelevance({ items, label: 'kind', random: new Random(1) });
  const rank = async (scoresOf: (query: number) => ArrayLike<number>) => {
    const [ranked] = await rankAndScore({ sets: [relevance], depth: 100, seed: 3, scoresOf, signal });
    return ranked ?? [];
  };

  it('gives 1 to scores that put everything relevant first', async () => {
    const ranked = await rank((query) => items.map((_, item) => (item % 4 === query % 4 ? 1 : 0)));
    expect(hitRate(ranked, 29)).toBe(1);
    expect(hitRate(ranked, 100)).toBe(1);
    expect(hitRate(ranked, 10)).toBeCloseTo(10 / 29, 12);
  });

  it('gives 0 to scores that put everything relevant last', async () => {
    const ranked = await rank((query) => items.map((_, item) => (item % 4 === query % 4 ? 0 : 1)));
    expect(hitRate(ranked, 90)).toBe(0);
  });

  it('gives chance to scores that are all equal, although equal labels lie beside each other', async () => {
    const blocks = items.map((item, index) => ({
      ...item,
      labels: { kind: `kind ${Math.floor(index / 30)}` },
    }));
    const sorted = labelRelevance({ items: blocks, label: 'kind', random: new Random(1) });
    const zero = new Float64Array(items.length);
    const [ranked = []] = await rankAndScore({
      sets: [sorted],
      depth: 100,
      seed: 3,
      scoresOf: () => zero,
      signal,
    });
    for (const cutoff of [10, 30, 100]) {
      // Every other video is among the first K with probability K / 119.
      expect(Math.abs(hitRate(ranked, cutoff) - cutoff / 119)).toBeLessThan(0.03);
    }
  });

  it('computes the scores of a query once for all sets that ask for it', async () => {
    const asked: number[] = [];
    const scoresOf = (query: number) => {
      asked.push(query);
      return new Float64Array(items.length);
    };
    await rankAndScore({ sets: [relevance, relevance], depth: 5, seed: 1, scoresOf, signal });
    expect(asked).toHaveLength(120);
  });
});

describe('benchmarkRetrieval', () => {
  it('agrees with equation 10 counted by hand on six videos', async () => {
    const report = await run(toyStore());
    expect(benchmarkRetrievalReport.parse(report)).toEqual(report);
    const [table] = report.tables;
    expect(table).toMatchObject({
      gallery: 6,
      queries: 5,
      queriesWithoutRelevant: 1,
      values: 3,
      meanRelevant: 8 / 5,
    });
    // Neighbours by angle; x marks a relevant one.
    // cat 1 (0°):   cat 2 x, dog 1, fish, cat 3 x (160°), dog 2    R@1 1, R@2 1, R@5 2 of 2
    // cat 2 (10°):  dog 1, cat 1 x, fish, dog 2 (170°), cat 3 x (170°)  0, 1, 2 of 2
    // cat 3 (200°): dog 2, fish (110°), cat 1 x (160°), cat 2 x (170°), dog 1 (175°)  0, 0, 2 of 2
    // dog 1 (15°):  cat 2, cat 1, fish (75°), dog 2 x (165°), cat 3      0, 0, 1 of 1
    // dog 2 (180°): cat 3, fish (90°), dog 1 x (165°), …                 0, 0, 1 of 1
    expect(means(table, 'token', 'hitRate')).toEqual(
      [0.5 / 5, (0.5 + 0.5) / 5, 1].map((value) => expect.closeTo(value, 12)),
    );
    expect(means(table, 'token', 'precision')).toEqual(
      [1 / 5, (0.5 + 0.5) / 5, (0.4 * 3 + 0.2 * 2) / 5].map((value) => expect.closeTo(value, 12)),
    );
    expect(means(table, 'token', 'hitRateBinary')).toEqual(
      [1 / 5, 2 / 5, 1].map((value) => expect.closeTo(value, 12)),
    );
  });

  it('prints chance and best levels, worked out by hand', async () => {
    const { tables } = await run(toyStore());
    expect(tables[0]?.bounds).toEqual([
      // L = 2, 2, 2, 1, 1 among five others.
      {
        cutoff: 1,
        chanceHitRate: 0.2,
        bestHitRate: (0.5 * 3 + 2) / 5,
        chancePrecision: expect.closeTo(8 / 25, 12),
        bestPrecision: 1,
      },
      {
        cutoff: 2,
        chanceHitRate: 0.4,
        bestHitRate: 1,
        chancePrecision: expect.closeTo(8 / 25, 12),
        bestPrecision: (3 + 1) / 5,
      },
      {
        cutoff: 5,
        chanceHitRate: 1,
        bestHitRate: 1,
        chancePrecision: expect.closeTo(8 / 25, 12),
        bestPrecision: expect.closeTo(8 / 25, 12),
      },
    ]);
    expect(means(tables[0], 'random', 'hitRate')?.[2]).toBe(1);
  });

  it('leaves videos without the label out of gallery and queries', async () => {
    const near = { name: 'unlabelled', token: at(1) };
    const report = await run(toyStore({}, [near]));
    expect(report.stored).toBe(7);
    expect(report.tables[0]?.gallery).toBe(6);
    expect(means(report.tables[0], 'token', 'hitRate')?.[0]).toBeCloseTo(0.1, 12);
  });

  it('has a row for each modality alone, in which videos without it rank last', async () => {
    const sound = [Float32Array.of(1, 0), Float32Array.of(-1, 3)];
    const rows = Array.from({ length: 12 }, (_, index) => ({
      name: `video ${index}`,
      labels: { kind: index % 2 === 0 ? 'a' : 'b' },
      pooled: {
        visual: Float32Array.of(1, 2),
        ...(index < 8 ? { audio: sound[index % 2] as Float32Array } : {}),
      },
    }));
    const { tables, notes } = await run(memoryStore({ rows, extractors }), {
      space: undefined,
      cutoffs: [3, 5],
    });
    const [table] = tables;
    expect(table?.rows.map((row) => [row.kind, row.present, row.dimension])).toEqual([
      ['pooled', 12, 4],
      ['visual', 12, 2],
      ['audio', 8, 2],
      ['random', null, null],
    ]);
    // The eight with sound find their three likes first: 3 of L = 5. The four without find at chance.
    const audio = rowOf(table, 'audio')?.scores[0]?.hitRate.mean ?? 0;
    expect(audio).toBeGreaterThanOrEqual((8 * 0.6) / 12);
    expect(audio).toBeLessThan(0.6);
    expect(notes).toEqual([expect.stringContaining('no stored video has a token')]);
    expect(table?.tokenMinusPooled).toEqual([]);
  });

  it('gives chance to tokens that are all the same', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => ({
      name: `video ${String(index).padStart(3, '0')}`,
      labels: { kind: index < 100 ? 'a' : 'b' },
      token: at(30),
    }));
    for (const indexSees of [undefined, () => true]) {
      const memory = memoryStore({
        rows,
        extractors,
        space: testSpace(2),
        ...(indexSees === undefined ? {} : { indexSees }),
      });
      const { tables } = await run(memory, { cutoffs: [20] });
      expect(rowOf(tables[0], 'token')?.scores[0]?.hitRate.mean).toBeCloseTo(20 / 199, 1.7);
      const interval = rowOf(tables[0], 'random')?.scores[0]?.hitRate;
      expect(interval?.mean).toBeCloseTo(20 / 199, 2);
    }
  });

  it('does not depend on the order in which rows are stored', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => ({
      name: `v${index}`,
      labels: { kind: `${index % 3}` },
      token: at(0),
    }));
    const first = await run(memoryStore({ rows, extractors, space: testSpace(2) }));
    const second = await run(memoryStore({ rows: [...rows].reverse(), extractors, space: testSpace(2) }));
    expect(second).toEqual(first);
  });

  it('searches through the index when there is one and shows what it misses', async () => {
    const indexSees = (name: string) => name !== 'cat 2';
    const lossy = toyStore({ indexSees });
    const report = await run(lossy, { cutoffs: [1, 2] });
    expect(rowOf(report.tables[0], 'token')?.search).toBe('index');
    // cat 1 no longer finds cat 2 first, so nothing relevant stands first anywhere.
    expect(means(report.tables[0], 'token', 'hitRate')?.[0]).toBe(0);
    expect(report.index).toMatchObject({ name: 'token_idx' });
    // cat 2 is the nearest of cat 1 and dog 1, and among the two nearest of none else.
    expect(report.indexRecall).toEqual({
      queries: 6,
      atCutoff: [
        { cutoff: 1, recall: expect.closeTo(4 / 6, 12) },
        { cutoff: 2, recall: expect.any(Number) },
      ],
    });
  });

  it('compares all tokens with --exact and still shows what the index misses', async () => {
    const lossy = toyStore({ indexSees: (name) => name !== 'cat 2' });
    const report = await run(lossy, { exact: true, cutoffs: [1] });
    expect(rowOf(report.tables[0], 'token')?.search).toBe('exact');
    expect(means(report.tables[0], 'token', 'hitRate')?.[0]).toBeCloseTo(0.1, 12);
    expect(report.indexRecall?.atCutoff[0]?.recall).toBeCloseTo(4 / 6, 12);
  });

  it('agrees between a perfect index and exact search, with a gallery that is part of the store', async () => {
    const random = new Random(8);
    const rows = Array.from({ length: 150 }, (_, index) => ({
      name: `video ${index}`,
      labels: index % 3 === 2 ? {} : { kind: `${index % 4}` },
      token: at(360 * random.uniform()),
    }));
    const memory = memoryStore({ rows, extractors, space: testSpace(2), indexSees: () => true });
    const throughIndex = await run(memory, { cutoffs: [3, 30] });
    const exact = await run(memory, { cutoffs: [3, 30], exact: true });
    expect(throughIndex.indexRecall?.atCutoff.map(({ recall }) => recall)).toEqual([1, 1]);
    expect(rowOf(throughIndex.tables[0], 'token')?.scores).toEqual(rowOf(exact.tables[0], 'token')?.scores);
  });

  it('agrees with a plain sort by cosine on random tokens', async () => {
    const random = new Random(2);
    const rows = Array.from({ length: 60 }, (_, index) => ({
      name: `video ${index}`,
      labels: { kind: `${random.below(5)}` },
      token: Float32Array.of(random.normal(), random.normal()),
      index,
    }));
    const { tables } = await run(memoryStore({ rows, extractors, space: testSpace(2) }), { cutoffs: [7] });
    let sum = 0;
    for (const query of rows) {
      const others = rows.filter((row) => row !== query);
      const alike = others.filter((row) => row.labels.kind === query.labels.kind).length;
      others.sort((left, right) => cosine(right.token, query.token) - cosine(left.token, query.token));
      sum += others.slice(0, 7).filter((row) => row.labels.kind === query.labels.kind).length / alike;
    }
    expect(tables[0]?.queries).toBe(60);
    expect(means(tables[0], 'token', 'hitRate')?.[0]).toBeCloseTo(sum / 60, 12);
  });

  it('adds a table with only the videos that were not trained on', async () => {
    const heldOut = new Set(['cat 1', 'cat 2', 'dog 1'].map(hashOfText));
    const { tables } = await run(toyStore(), { heldOut });
    expect(tables.map((table) => [table.scope, table.gallery, table.queries])).toEqual([
      ['all', 6, 5],
      ['held-out', 3, 2],
    ]);
    // cat 1 finds cat 2 first; cat 2 finds dog 1 (5°) before cat 1 (10°).
    expect(means(tables[1], 'token', 'hitRate')).toEqual([0.5, 1, 1]);
  });

  it('samples queries by seed, and its hash tells two samples apart', async () => {
    const sample = (seed: number) => run(toyStore(), { queries: 2, seed });
    const first = await sample(1);
    expect(first.tables[0]).toMatchObject({ queries: 2, gallery: 6, queriesWithoutRelevant: 1 });
    expect((await sample(1)).relevanceHash).toBe(first.relevanceHash);
    const hashes = await Promise.all([2, 3, 4, 5].map(async (seed) => (await sample(seed)).relevanceHash));
    expect(new Set([...hashes, first.relevanceHash]).size).toBeGreaterThan(1);
  });

  it('names the labels that there are when one is unknown, and refuses a label that nothing shares', async () => {
    await expect(run(toyStore(), { labels: ['knd'] })).rejects.toMatchObject({
      code: 'invalid-value',
      message: 'No stored video has a label "knd".',
      hint: 'Labels in the store: kind.',
    });
    const lonely = memoryStore({ rows: toy.slice(4), extractors, space: testSpace(2) });
    await expect(run(lonely)).rejects.toMatchObject({ code: 'too-few-videos' });
  });

  it('refuses tokens of another space', async () => {
    await expect(run(toyStore(), { space: testSpace(2, 'newer') })).rejects.toMatchObject({
      code: 'space-mismatch',
    });
  });
});

describe('benchmarkRetrievalText', () => {
  it('renders a Markdown table whose lines have the same number of columns', async () => {
    const text = benchmarkRetrievalText(await run(toyStore()));
    const table = text.split('\n').filter((line) => line.startsWith('|'));
    expect(new Set(table.map((line) => line.split('|').length))).toEqual(new Set([6]));
    expect(text).toContain('**kind**: 5 queries (1 videos left out: no other has their value), gallery 6');
    expect(text).toMatch(/\| video token \(w\. description distillation\) +\| +10\.0 \[/);
    expect(text).toMatch(/chance \(expected\) +\| +20\.0 \| +40\.0 \| +100\.0 \|/);
    expect(text).toContain(
      'recall of the store search (no index, full scan) against exact search, 6 queries: @1 1.000',
    );
  });
});

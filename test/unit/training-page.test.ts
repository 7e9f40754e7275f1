import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { videoTokenDefaults } from '../../models/video-token/config.js';
import { knobNotes } from '../../models/video-token/knob-notes.js';
import { modelCard } from '../../models/video-token/model-card.js';
import { readSavedReport, type SavedReport } from '../../models/video-token/read-saved-report.js';
import type { VideoTokenReport } from '../../models/video-token/report.js';
import { type TrainingPage, trainingPage } from '../../pipelines/report/training-page.js';
import { verdicts } from '../../pipelines/report/verdicts.js';
import { spaceId } from '../../src/core/ids.js';
import { checkMarkup } from '../support/check-markup.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tinyExtractors } from '../support/tiny-student.js';

const HOSTILE = `</dd><script src="https://evil.example/x.js">alert('1')</script> "quoted" & <img src=x onerror=y>`;

const report: VideoTokenReport = {
  provenance: { createdAt: '2026-01-02T03:04:05.000Z', codeVersion: '9.8.7', inputLicence: HOSTILE },
  spaceId: 'video-token-0123456789abcdef',
  modelHash: '0123456789abcdef'.repeat(4),
  dataHash: 'd'.repeat(64),
  backend: 'cpu',
  tokenDimension: 256,
  parameters: 1_234_567,
  vocabularySize: 1024,
  trainVideos: 600,
  validationVideos: 156,
  withoutDescription: 0,
  descriptionsCut: 1,
  tokensCut: 7,
  epochs: 2,
  plannedEpochs: 3,
  bestEpoch: 2,
  steps: 24,
  trainCrossEntropy: 1.5,
  validationCrossEntropy: 2,
  shuffledCrossEntropy: 2.5,
  zeroTokenCrossEntropy: 2.4,
  unigramCrossEntropy: 5,
  withoutTokenCrossEntropy: 2.2,
  tokenIgnored: false,
  effectiveRank: 17.5,
  meanPairwiseCosine: 0.05,
  descriptionRetrieval: {
    videos: 100,
    descriptions: 100,
    chanceRecallAt1: 0.01,
    chanceMedianRank: 50.5,
    recallAt1: 0.4,
    medianRank: 3,
    byLikelihoodAlone: { recallAt1: 0.2, medianRank: 8 },
  },
  labelRetrieval: [
    {
      label: HOSTILE,
      queries: 156,
      gallery: 156,
      hitRates: [{ cutoff: 10, hitRate: 0.2, chance: 0.06 }],
      precisionAt10: 0.5,
      chancePrecisionAt10: 0.1,
    },
  ],
  paddingShare: 0.1,
  stepsPerSecond: 2,
  seconds: 12,
  history: [1, 2].map((epoch) => ({
    epoch,
    step: 12 * epoch,
    learningRate: 0.003 / epoch,
    trainCrossEntropy: 3 / epoch,
    validationCrossEntropy: 4 / epoch,
    auxiliary: { 'bag-of-words': 9 / epoch },
    gradientNorm: 1,
    paddingShare: 0.1,
    seconds: 6 * epoch,
  })),
};

function pageOf(changes: Partial<TrainingPage> = {}): string {
  return trainingPage({
    facts: {
      space: {
        id: spaceId(report.spaceId),
        dimension: 256,
        metric: 'cosine',
        modelHash: report.modelHash,
        extractors: 'eye@1,ear@1',
      },
      extractors: tinyExtractors,
      config: { ...videoTokenDefaults, seed: 8 },
    },
    report,
    notes: new Map([['seed', 'Of the initial `weights`.']]),
    readings: [{ id: HOSTILE, description: HOSTILE, readOut: HOSTILE, fit: { own: -1, others: -2.5 } }],
    writtenAt: '2026-01-02T03:05:00.000Z',
    writtenBy: '9.8.7',
    ...changes,
  });
}

function tagsOf(page: string) {
  expect(page.startsWith('<!DOCTYPE html>\n')).toBe(true);
  return checkMarkup(page.slice(page.indexOf('\n') + 1).replace(/<style>[^<]*<\/style>/, ''));
}

describe('the page about a training run', () => {
  it('is well-formed and asks for nothing from outside, whatever the descriptions say', () => {
    const page = pageOf();
    const tags = tagsOf(page);
    const names = new Set(tags.map(({ name }) => name));
    for (const name of ['script', 'img', 'link', 'iframe', 'object', 'embed', 'image', 'use', 'a', 'base']) {
      expect(names).not.toContain(name);
    }
    const attributes = new Set(tags.flatMap((tag) => Object.keys(tag.attributes)));
    expect([...attributes].filter((name) => /^on|href|src|action|style$|poster/.test(name))).toEqual([]);
    const style = /<style>([^<]*)<\/style>/.exec(page)?.[1];
    expect(style).not.toMatch(/url\(|@import/);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('shows hostile text as text, in full', () => {
    const escaped =
      '&lt;/dd&gt;&lt;script src=&quot;https://evil.example/x.js&quot;&gt;alert(&#39;1&#39;)&lt;/script&gt; &quot;quoted&quot; &amp; &lt;img src=x onerror=y&gt;';
    const page = pageOf();
    for (const place of [
      `<code>${escaped}</code>`,
      `<dt>true description</dt><dd>${escaped}</dd>`,
      `<dt>read out of the token</dt><dd>${escaped}</dd>`,
      `<th scope="row">${escaped}</th><td class="text">HitRate@10</td>`,
    ]) {
      expect(page).toContain(place);
    }
  });

  it('has headings in order, captions on tables, and names on pictures', () => {
    const tags = tagsOf(pageOf());
    const count = (name: string): number => tags.filter((tag) => tag.name === name).length;
    expect(count('h1')).toBe(1);
    expect(count('h2')).toBeGreaterThanOrEqual(5);
    expect(count('caption')).toBe(count('table'));
    expect(count('desc')).toBe(count('svg'));
    const ids = tags.flatMap(({ attributes }) => attributes.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(tags.filter(({ name }) => name === 'svg').map(({ attributes }) => attributes.role)).toEqual(
      Array.from({ length: count('svg') }, () => 'img'),
    );
  });

  it('draws losses, auxiliary heads, learning rate and gradient norm', () => {
    const page = pageOf();
    for (const title of ['Cross-entropy', 'Auxiliary heads', 'Learning rate', 'Gradient norm']) {
      expect(page).toContain(`<figcaption>${title}`);
    }
  });

  it('tells what is not the default, and why a knob is there', () => {
    const page = pageOf();
    expect(page).toContain(
      '<code>seed</code></th><td class="number"><span class="changed">8</span></td><td class="text">Of the initial <code>weights</code>.</td>',
    );
    expect(page).toContain('<code>width</code></th><td class="number">128</td>');
  });

  it('shows a model of an earlier version, whose report lacks most fields', () => {
    const page = pageOf({ report: { spaceId: report.spaceId, history: [{ epoch: 1 }] }, readings: [] });
    tagsOf(page);
    expect(page).toContain('Not measured.');
    expect(page).toContain('No held-out clip is in the store');
    expect(page).not.toMatch(/NaN|undefined|null/);
  });
});

describe('verdicts', () => {
  const judge = (changes: Partial<SavedReport>) =>
    verdicts({ ...report, ...changes }).map(({ judgement }) => judgement);

  it('call a run good whose token is read, helps, spreads out and finds what belongs to it', () => {
    expect(judge({})).toEqual(['good', 'good', 'good', 'good', 'good', 'good']);
  });

  it('call an ignored token, a useless one and a collapsed one bad', () => {
    const bad = judge({
      shuffledCrossEntropy: 2.01,
      withoutTokenCrossEntropy: 1.9,
      unigramCrossEntropy: 2,
      effectiveRank: 1.2,
      descriptionRetrieval: { ...report.descriptionRetrieval, recallAt1: 0.01, medianRank: 50 } as never,
      labelRetrieval: [],
    });
    expect(bad).toEqual(['bad', 'bad', 'bad', 'bad', 'bad', 'unknown']);
  });

  it('take it for chance when a label is found hardly more often than by chance', () => {
    const label = { label: 'sound', queries: 90, gallery: 94, hitRates: [], chancePrecisionAt10: 0.1 };
    const hardly = { ...label, precisionAt10: 0.115 };
    const clearly = { ...label, precisionAt10: 0.2 };
    expect(judge({ labelRetrieval: [hardly] }).at(-1)).toBe('bad');
    expect(judge({ labelRetrieval: [hardly, clearly] }).at(-1)).toBe('mixed');
  });

  it('know that the tokens of few videos span few directions', () => {
    expect(verdicts({ ...report, validationVideos: 8 })[3]?.finding).toContain('of at most 7,');
    expect(verdicts({ ...report, validationVideos: 4000 })[3]?.finding).toContain('of at most 191,');
  });

  it('call what was not measured not known', () => {
    expect(verdicts({ history: [] }).map(({ judgement }) => judgement)).toEqual(
      Array.from({ length: 6 }, () => 'unknown'),
    );
  });

  it('give the figures: 2.5 against 2 is 25 % higher', () => {
    expect(verdicts(report)[0]?.finding).toContain('2.000 nats per description token, and 2.500');
    expect(verdicts(report)[0]?.finding).toContain('25.0 % higher');
  });
});

describe('the notes of the knobs', () => {
  it('come from the configuration file itself', async () => {
    const notes = await knobNotes();
    expect(notes.get('wordDropout')).toContain("Share of the decoder's input words that are hidden");
    const known = Object.keys(videoTokenDefaults);
    expect([...notes.keys()].filter((name) => !known.includes(name))).toEqual([]);
    expect(notes.size).toBeGreaterThan(known.length / 2);
    expect([...notes.values()].join()).not.toMatch(/\*\/|^\s*\*/m);
  });
});

describe('a saved report', () => {
  it('is read back as it was', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'report.json'), JSON.stringify(report));
    expect(await readSavedReport(folder)).toEqual(report);
  });

  it('of an earlier version keeps what it has, and loses what is not what it should be', async () => {
    const folder = await temporaryFolder();
    const old = {
      spaceId: 'a',
      seconds: 'long',
      trainVideos: 3,
      history: [{ epoch: 1, validationCrossEntropy: 2 }, 7],
    };
    await writeFile(join(folder, 'report.json'), JSON.stringify(old));
    expect(await readSavedReport(folder)).toEqual({
      spaceId: 'a',
      trainVideos: 3,
      history: [{ epoch: 1, validationCrossEntropy: 2 }],
    });
  });

  it.each([
    ['nothing', undefined],
    ['half of it', '{"spaceId": "a'],
    ['a list', '[]'],
  ])('is empty where there is %s', async (_, text) => {
    const folder = await temporaryFolder();
    await mkdir(folder, { recursive: true });
    if (text !== undefined) await writeFile(join(folder, 'report.json'), text);
    expect(await readSavedReport(folder)).toEqual({ history: [] });
  });
});

describe('the card of a model', () => {
  const contents = {
    config: videoTokenDefaults,
    extractors: [{ ...tinyExtractors[0], weightsHash: 'abc123' } as (typeof tinyExtractors)[number]],
    tokenizer: { format: 'vidtoken-byte-pair-1' as const, merges: [] },
    tensors: new Map(),
  };

  it('says data, code version, figures with chance, licence, use, limits and the weights of the extractors', () => {
    const card = modelCard(contents, {
      ...report,
      provenance: { createdAt: 'T', codeVersion: '9.8.7', inputLicence: 'CC0' },
    });
    for (const words of [
      report.dataHash,
      'vidtoken 9.8.7',
      '| token of another video | 2.5000 |',
      '| own description found first (R@1) | 40.0 % | 1.0 % |',
      'Licence of the inputs: CC0.',
      '## Intended use',
      '## Limits',
      '| eye | 1 | visual | 6 | `abc123` |',
    ]) {
      expect(card).toContain(words);
    }
  });

  it('keeps words from outside on their line and free of markup', () => {
    const card = modelCard(contents, {
      ...report,
      provenance: { createdAt: 'T', codeVersion: '1', inputLicence: 'a\n# b | <i>' },
    });
    expect(card).toContain('Licence of the inputs: a \\# b \\| \\<i\\>.');
    expect(modelCard(contents, { ...report, provenance: { createdAt: 'T', codeVersion: '1' } })).toContain(
      'Licence of the inputs: not stated.',
    );
  });
});

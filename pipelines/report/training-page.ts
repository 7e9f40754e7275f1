import type { ModelFacts } from '../../models/video-token/read-model-facts.js';
import type { SavedReport } from '../../models/video-token/read-saved-report.js';
import { barChart } from './bar-chart.js';
import { configurationTable } from './configuration-table.js';
import { curveCharts } from './curve-charts.js';
import { historyTable, labelTable } from './figure-tables.js';
import { type Html, html } from './html.js';
import { originTable } from './origin-table.js';
import { PAGE_STYLE } from './page-style.js';
import type { SampleReading } from './sample-readings.js';
import { sampleSection } from './sample-section.js';
import { type Judgement, type Verdict, verdicts } from './verdicts.js';

export interface TrainingPage {
  readonly facts: ModelFacts;
  readonly report: SavedReport;
  /** What each knob is and why, by its name. */
  readonly notes: ReadonlyMap<string, string>;
  readonly readings: readonly SampleReading[];
  /** ISO 8601. */
  readonly writtenAt: string;
  /** Version of vidtoken that writes the page. */
  readonly writtenBy: string;
}

/**
 * One HTML page about one training run that needs nothing but itself: no script, no request, and a policy that forbids
 * both, because descriptions come from strangers.
 */
export function trainingPage(page: TrainingPage): string {
  const { facts, report, notes, readings } = page;
  const { id } = facts.space;
  return `<!DOCTYPE html>
${
  html`<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<title>Training report · ${id}</title>
<style>${{ markup: PAGE_STYLE }}</style>
</head>
<body>
<header>
<h1>Training report</h1>
<p class="soft"><code>${id}</code></p>
<p>${introduction(page)}</p>
${keyFigures(report)}
</header>
<main>
<h2>Can the tokens be trusted?</h2>
<p class="soft">Everything here was measured on videos that were held out of training.</p>
<ul class="cards">${verdicts(report).map(verdictCard)}</ul>
${lossBars(report)}
${labelTable(report.labelRetrieval ?? [])}
<h2>The course of the training</h2>
${courseSection(report)}
<h2>What the tokens say</h2>
${sampleSection(readings)}
<h2>Configuration</h2>
${configurationTable(facts.config, notes)}
<h2>Where it comes from</h2>
${originTable(facts, report)}
</main>
<footer><p>Written by vidtoken ${page.writtenBy} on ${page.writtenAt}. Source of the method: DreamUMM, section 2.5, equations 8 and 9.</p></footer>
</body>
</html>
`.markup
}`;
}

function introduction({ facts, report }: TrainingPage): string {
  const { trainVideos, validationVideos } = report;
  const videos =
    trainVideos === undefined || validationVideos === undefined
      ? ''
      : ` Learned from ${trainVideos} videos, tested on ${validationVideos} others.`;
  return `One vector of ${facts.space.dimension} numbers per video, from which a small decoder must say the video's description.${videos}`;
}

function keyFigures(report: SavedReport): Html {
  const { validationCrossEntropy: own, shuffledCrossEntropy: shuffled, descriptionRetrieval: found } = report;
  const figures: readonly (readonly [string, string | undefined])[] = [
    ['held-out cross-entropy, nats per description token', own?.toFixed(3)],
    [
      '… times as high with shuffled tokens',
      own && shuffled ? `${(shuffled / own).toFixed(2)} ×` : undefined,
    ],
    ['own description found first', found && `${(100 * found.recallAt1).toFixed(0)} %`],
    ['effective rank of the tokens', report.effectiveRank?.toFixed(1)],
    ['training time', report.seconds === undefined ? undefined : `${report.seconds.toFixed(0)} s`],
  ];
  return html`<dl class="facts">${figures.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value ?? '–'}</dd></div>`)}</dl>`;
}

const JUDGEMENT_WORDS: Readonly<Record<Judgement, string>> = {
  good: 'good',
  mixed: 'with care',
  bad: 'bad',
  unknown: 'not known',
};

function verdictCard({ question, judgement, finding, meaning }: Verdict): Html {
  return html`<li><div class="head"><h3>${question}</h3><span class="badge ${judgement}">${JUDGEMENT_WORDS[judgement]}</span></div>
<p>${finding}</p><p class="soft">${meaning}</p></li>
`;
}

function lossBars(report: SavedReport): Html {
  const bars = [
    { name: 'own token', value: report.validationCrossEntropy },
    { name: 'token of another video', value: report.shuffledCrossEntropy },
    { name: 'token of zeros', value: report.zeroTokenCrossEntropy },
    { name: 'decoder trained without any token', value: report.withoutTokenCrossEntropy },
    { name: 'word frequencies alone', value: report.unigramCrossEntropy },
  ].flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]));
  const chart = barChart({
    id: 'losses',
    title: 'Cross-entropy of held-out descriptions',
    summary: `Lower is better. ${bars.map(({ name, value }) => `${name}: ${value.toFixed(3)}`).join('; ')}.`,
    unit: 'nats per description token, lower is better',
    bars,
  });
  return html`<div class="wide">${chart}</div>`;
}

function courseSection(report: SavedReport): Html {
  if (report.history.length === 0) return html`<p>The model does not say how its training went.</p>`;
  const { epochs, plannedEpochs, bestEpoch, steps } = report;
  const stopped =
    epochs !== undefined && plannedEpochs !== undefined && epochs < plannedEpochs
      ? ` Training stopped early: ${plannedEpochs} epochs were planned.`
      : '';
  return html`<p>${epochs ?? report.history.length} epochs${steps === undefined ? '' : `, ${steps} steps`}; the model is that of epoch ${bestEpoch ?? '–'}, the best on held-out videos.${stopped}</p>
<div class="charts">${curveCharts(report)}</div>
${historyTable(report.history)}`;
}

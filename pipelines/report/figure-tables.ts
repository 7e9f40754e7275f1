import type { SavedEpoch } from '../../models/video-token/read-saved-report.js';
import type { LabelRetrieval } from '../../models/video-token/report.js';
import { dataTable } from './data-table.js';
import { type Html, html } from './html.js';

const UNKNOWN = '–';

/** Retrieval of held-out videos by their labels, beside chance; nothing when no label was measured. */
export function labelTable(labels: readonly LabelRetrieval[]): Html {
  if (labels.length === 0) return html``;
  return dataTable({
    caption:
      'Labels of held-out videos, which were never learned: share of the relevant ones among the nearest K (HitRate@K, DreamUMM eq. 10), and share of the nearest ten that are relevant (precision@10), beside chance.',
    columns: [
      { name: 'label' },
      { name: 'figure' },
      { name: 'token', isNumber: true },
      { name: 'chance', isNumber: true },
      { name: 'videos', isNumber: true },
    ],
    rows: labels.flatMap(({ label, hitRates, precisionAt10, chancePrecisionAt10, gallery }) => [
      ...hitRates.map(({ cutoff, hitRate, chance }) => [
        label,
        `HitRate@${cutoff}`,
        percent(hitRate),
        percent(chance),
        String(gallery),
      ]),
      [label, 'precision@10', percent(precisionAt10), percent(chancePrecisionAt10), String(gallery)],
    ]),
  });
}

/** The numbers behind the curves, folded away. */
export function historyTable(history: readonly SavedEpoch[]): Html {
  const table = dataTable({
    caption: 'One row per epoch; cross-entropies in nats per description token.',
    columns: [
      'epoch',
      'steps',
      'training',
      'held out',
      'learning rate',
      'gradient norm',
      'padding',
      'seconds',
    ].map((name, column) => ({ name, isNumber: column > 0 })),
    rows: history.map((row) => [
      String(row.epoch),
      row.step?.toString() ?? UNKNOWN,
      row.trainCrossEntropy?.toFixed(4) ?? UNKNOWN,
      row.validationCrossEntropy?.toFixed(4) ?? UNKNOWN,
      row.learningRate?.toExponential(2) ?? UNKNOWN,
      row.gradientNorm?.toFixed(3) ?? UNKNOWN,
      row.paddingShare === undefined ? UNKNOWN : percent(row.paddingShare),
      row.seconds?.toFixed(1) ?? UNKNOWN,
    ]),
  });
  return html`<details><summary>The numbers behind the curves</summary>${table}</details>`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

import type { DistillSummary } from '../core/reports/distill-report.js';

/** A training run in a few lines: its figures, its diagnostics, and a warning when the decoder does not read the token. */
export function studentLines(summary: DistillSummary): string[] {
  const { trainVideos, validationVideos, epochs, dimension } = summary;
  const warning =
    'warning: shuffling the tokens does not raise the loss: the decoder ignores the video token. ' +
    'Train on more or richer descriptions before you trust the tokens.';
  return [
    `student: ${dimension}-d token from ${trainVideos} training and ${validationVideos} validation videos, ${epochs === 1 ? '1 epoch' : `${epochs} epochs`}`,
    lossLine(summary),
    ...retrievalLine(summary),
    `  tokens use ${summary.effectiveRank.toFixed(1)} directions · mean cosine of two videos ${summary.meanPairwiseCosine.toFixed(2)}`,
    ...labelLine(summary),
    ...noteLine(summary),
    ...(summary.tokenIgnored ? [warning] : []),
  ];
}

function lossLine({ validationLoss, shuffledLoss, withoutTokenLoss, unigramLoss }: DistillSummary): string {
  const parts = [
    `cross-entropy per token ${validationLoss.toFixed(3)}`,
    `with shuffled tokens ${shuffledLoss.toFixed(3)}`,
    ...(withoutTokenLoss === undefined ? [] : [`decoder without token ${withoutTokenLoss.toFixed(3)}`]),
    `word frequencies alone ${unigramLoss.toFixed(3)}`,
  ];
  return `  ${parts.join(' · ')}`;
}

/** Usual on a handful of videos. */
function noteLine({ validationLoss, withoutTokenLoss }: DistillSummary): string[] {
  if (withoutTokenLoss === undefined || withoutTokenLoss > validationLoss) return [];
  return [
    '  note: a decoder without any token says unseen descriptions as well; more videos would teach the tokens more',
  ];
}

function retrievalLine(summary: DistillSummary): string[] {
  const { descriptionRecallAt1: first, descriptionRecallAt1Chance: chance } = summary;
  const { descriptionMedianRank: rank, descriptionMedianRankChance: rankChance } = summary;
  if (first === undefined || chance === undefined) return [];
  const median =
    rank === undefined || rankChance === undefined ? '' : ` · median rank ${rank} (chance ${rankChance})`;
  return [`  own description found first ${percent(first)} (chance ${percent(chance)})${median}`];
}

function labelLine({ labels }: DistillSummary): string[] {
  if (labels.length === 0) return [];
  const each = labels.map(
    ({ label, precisionAt10, chance }) => `${label} ${percent(precisionAt10)} (chance ${percent(chance)})`,
  );
  return [`  ten nearest with the same label: ${each.join(' · ')}`];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
